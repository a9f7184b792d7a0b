import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

type Tokens = Record<string, string>;

const css = readFileSync("app/globals.css", "utf8");
const listTokens = (block: string): Tokens =>
  Object.fromEntries([...block.matchAll(/--color-([a-z-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]));
/** The declarations of the first block that `opening` begins. */
const readAfter = (opening: string): Tokens => {
  const at = css.indexOf(opening);
  if (at < 0) throw new Error(`no ${opening} in globals.css`);
  return listTokens(css.slice(at, css.indexOf("}", at)));
};

const shop = {
  light: readAfter("@theme {"),
  dark: { ...readAfter("@theme {"), ...readAfter("@media (prefers-color-scheme: dark) {\n  :root") },
};
const tablet = {
  light: { ...shop.light, ...readAfter('[data-surface="store"] {') },
  dark: { ...shop.dark, ...readAfter('@media (prefers-color-scheme: dark) {\n  [data-surface="store"]') },
};

/** Relative luminance, WCAG 2.2. */
function computeLuminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function computeContrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [computeLuminance(a), computeLuminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Text colour on ground, as the components use them. */
const textPairs: [string, string][] = [
  ...["ecru", "paper"].flatMap((ground) =>
    ["ink", "soft", "thread", "indigo", "sage", "ochre"].map((text): [string, string] => [text, ground]),
  ),
  ["ink", "wash"],
  ["soft", "wash"],
  ["indigo", "wash"],
  ["sage", "sage-wash"],
  ["ink", "sage-wash"],
  ["ochre", "ochre-wash"],
  ["ink", "ochre-wash"],
  ["thread", "thread-wash"],
  ["ink", "thread-wash"],
  ["on-ink", "ink"],
  ["on-ink", "indigo"],
  ["on-ink", "thread"],
  ["on-ink", "sage"],
];

const listFailing = (tokens: Tokens, pairs: [string, string][], least: number) =>
  pairs
    .map(([a, b]) => ({ pair: `${a} on ${b}`, ratio: computeContrast(tokens[a] ?? "", tokens[b] ?? "") }))
    .filter(({ ratio }) => !(ratio >= least))
    .map(({ pair, ratio }) => `${pair}: ${ratio.toFixed(2)}`);

describe("contrast of the tokens", () => {
  it.each(["light", "dark"] as const)("reads at 4.5:1 in the shop, %s", (theme) => {
    expect(listFailing(shop[theme], textPairs, 4.5)).toEqual([]);
  });
  it.each(["light", "dark"] as const)("reads at 7:1 on the tablet, %s", (theme) => {
    expect(listFailing(tablet[theme], textPairs, 7)).toEqual([]);
  });
  it.each(["light", "dark"] as const)("shows the edges of fields and the thread at 3:1, %s", (theme) => {
    const edges: [string, string][] = ["ecru", "paper"].flatMap((g) => [
      ["field", g],
      ["thread", g],
      ["ink", g],
    ]);
    expect(listFailing(shop[theme], edges, 3)).toEqual([]);
  });
});
