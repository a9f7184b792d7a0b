import { createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import { errorCodes } from "@/server/platform/errors";
import { loadMessages, nouns } from "./catalogue";
import { routing } from "./routing";

type Tree = { [key: string]: string | Tree };

function listLeaves(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value] as [string, string]] : listLeaves(value, `${prefix}${key}.`),
  );
}

const catalogue = Object.fromEntries(
  await Promise.all(routing.locales.map(async (l) => [l, await loadMessages(l)] as const)),
) as Record<string, Awaited<ReturnType<typeof loadMessages>>>;

/** Names of the placeholders and tags of a message, so that a translation cannot drop one. */
const listPlaceholders = (text: string) => [
  ...new Set([...text.matchAll(/\{\s*(\w+)\s*[,}]|<(\w+)>/g)].map((m) => m[1] ?? m[2])),
];

describe.each(["ru", "az"])("messages in %s", (locale) => {
  test.each(nouns)("%s has the keys and placeholders of English", (noun) => {
    const english = new Map(listLeaves(catalogue.en?.[noun] as Tree));
    const translated = new Map(listLeaves(catalogue[locale]?.[noun] as Tree));
    expect([...translated.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) {
      const wanted = listPlaceholders(text).sort();
      expect([key, ...listPlaceholders(translated.get(key) ?? "").sort()]).toEqual([key, ...wanted]);
    }
  });
});

test.each(routing.locales)("every message in %s is valid ICU", async (locale) => {
  for (const noun of nouns) {
    const messages = { [noun]: catalogue[locale]?.[noun] };
    const complaints: string[] = [];
    const t = createTranslator({
      locale,
      messages: messages as never,
      onError: (e) => e.code === "INVALID_MESSAGE" && complaints.push(e.message),
    });
    for (const [key] of listLeaves(catalogue[locale]?.[noun] as Tree)) t(`${noun}.${key}` as never);
    expect(complaints).toEqual([]);
  }
});

test("every refusal has its sentence", () => {
  for (const code of errorCodes) expect(Object.keys(catalogue.en?.errors ?? {})).toContain(code);
});

test.each(routing.locales)(
  "no sentence in %s ends with a store's name, which may end in a full stop itself",
  (locale) => {
    const ends = listLeaves(catalogue[locale] as unknown as Tree).filter(([, text]) => /\{(store|mine)\}\./.test(text));
    expect(ends).toEqual([]);
  },
);
