import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { env } from "../env";
import { sendImmutable } from "./immutable";

const dayMs = 86_400_000;
const prefix = "/_next/static/";

/** What builds put there. */
const types: Record<string, string> = {
  ".js": "application/javascript; charset=UTF-8",
  ".css": "text/css; charset=UTF-8",
  ".json": "application/json; charset=UTF-8",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
};

/** Where processes of all builds find each other's static files. */
const getBuildsDir = (): string => path.resolve(env().DATA_DIR, "builds");

/** The kept builds, the one that started last at first, with the time (ms) of that. */
async function listBuilds(dir: string): Promise<{ id: string; startedAt: number }[]> {
  const found = [];
  for (const id of await readdir(dir).catch(() => [])) {
    const times = await stat(path.join(dir, id)).catch(() => null);
    if (times && !id.startsWith(".")) found.push({ id, startedAt: times.mtimeMs });
  }
  return found.sort((a, b) => b.startedAt - a.startedAt);
}

/**
 * Keeps the static files of the build in `folder` for the processes of other builds, and deletes those that another build
 * replaced more than a day before `now` (ms). Pages that are open ask for files of the build that made them.
 */
export async function keepStaticFiles(folder = ".next", now = Date.now()): Promise<void> {
  const dir = getBuildsDir();
  const id = (await readFile(path.join(folder, "BUILD_ID"), "utf8")).trim();
  await mkdir(dir, { recursive: true });
  const known = existsSync(path.join(dir, id));
  if (!known) {
    const copy = path.join(dir, `.${id}.${process.pid}`);
    await cp(path.join(folder, "static"), copy, { recursive: true });
    // Another process may have been faster.
    await rename(copy, path.join(dir, id)).catch(() => rm(copy, { recursive: true, force: true }));
  }
  const [newest] = await listBuilds(dir);
  if (!known || newest?.id !== id) await utimes(path.join(dir, id), now / 1000, now / 1000);
  const builds = await listBuilds(dir);
  for (const [i, { id: old }] of builds.entries()) {
    const replacedAt = builds[i - 1]?.startedAt ?? now;
    if (replacedAt < now - dayMs) await rm(path.join(dir, old), { recursive: true, force: true });
  }
}

/** Answers a request for a static file that this build does not have and another one has; false when it is not such a one. */
export async function sendFromOtherBuild(req: IncomingMessage, res: ServerResponse, urlPath: string): Promise<boolean> {
  const name = urlPath.slice(prefix.length);
  const type = types[path.extname(name)];
  if (!urlPath.startsWith(prefix) || !type || !/^(?!.*\.\.)[\w.~/-]+$/.test(name)) return false;
  if (req.method !== "GET" && req.method !== "HEAD") return false;
  if (existsSync(path.join(".next/static", name))) return false;
  const dir = getBuildsDir();
  for (const { id } of await listBuilds(dir))
    if (await sendImmutable(req, res, { file: path.join(dir, id, name), type })) return true;
  return false;
}
