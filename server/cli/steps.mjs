// Steps shared by `npm start`, `npm test` and `npm run verify`. Plain JavaScript with Node's own modules only: it runs
// before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { constants, setPriority } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

export const root = path.resolve(import.meta.dirname, "../..");
process.chdir(root);
process.env.NEXT_TELEMETRY_DISABLED = "1";

/** Prints one line of progress. */
export const say = (line) => process.stdout.write(`${line}\n`);

/** Ends the process with one clear sentence. */
export function giveUp(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/**
 * Runs a command with its output shown; resolves to its exit code. With a file `beside` its output is written there,
 * and it runs at low priority.
 */
export function run(command, args, env = {}, beside = "") {
  const out = beside ? openSync(beside, "a") : "inherit";
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["inherit", out, out], env: { ...process.env, ...env } });
    if (beside) {
      closeSync(out);
      if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    }
    child.on("error", () => resolve(127));
    child.on("exit", (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}

/** Runs a command; resolves to its exit code and its output, which is shown too when `shown`. */
export function capture(command, args, { shown = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (chunk) => {
        output += chunk;
        if (shown) process.stdout.write(chunk);
      });
    }
    child.on("error", (error) => resolve({ code: 127, output: `${error.message}\n` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
    // A process that outlives its parent keeps the pipe open; it is not waited for.
    child.on("exit", (code) => setTimeout(() => resolve({ code: code ?? 1, output }), 2000));
  });
}

/** The path of a tool of node_modules/.bin. */
export const bin = (name) => path.join(root, "node_modules", ".bin", name);

/** Runs a tool of node_modules/.bin. */
export const tool = (name, args, env, beside) => run(bin(name), args, env, beside);

/** What an output says from its first match on, or its end when nothing matches: at most 8,000 characters, uncoloured. */
export function cutFrom(output, pattern) {
  const text = stripVTControlCharacters(output);
  const at = text.search(pattern);
  return at < 0 ? text.slice(-8000) : text.slice(at, at + 8000);
}

/** SHA-256 over names and contents of files and folders, without tests. */
function digest(entries) {
  const hash = createHash("sha256");
  const visit = (entry) => {
    if (!existsSync(entry)) return;
    if (statSync(entry).isDirectory()) {
      for (const name of readdirSync(entry).sort()) visit(path.join(entry, name));
    } else if (!/\.test\.tsx?$/.test(entry)) {
      hash.update(entry).update("\0").update(readFileSync(entry));
    }
  };
  for (const entry of entries) visit(entry);
  return hash.digest("hex");
}

const readStamp = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    giveUp(`Selvedge needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  }
}

/** Installs exactly what the lockfile names, when it differs from the last install. Never changes the lockfile. */
export async function ensureInstalled() {
  checkNode();
  const stampFile = "node_modules/.selvedge-installed";
  const wanted = digest(["package.json", "package-lock.json"]);
  if (readStamp(stampFile) === wanted) return;
  say("Installing packages (npm ci) …");
  const code = await run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (code !== 0) giveUp("npm ci failed; its message is above.");
  writeFileSync(stampFile, wanted);
}

const sources = [
  "app",
  "components",
  "server",
  "db",
  "public",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** Builds pages and server when their sources changed since the last build. */
export async function ensureBuilt() {
  const stampFile = "dist/.selvedge-built";
  const wanted = digest([...sources, "package-lock.json"]);
  if (readStamp(stampFile) === wanted && existsSync(".next/BUILD_ID")) return;
  say("Building (about half a minute the first time) …");
  const env = { NODE_ENV: "production" };
  if ((await tool("next", ["build"], env)) !== 0) giveUp("The build failed; its message is above.");
  if ((await run(process.execPath, ["server/cli/build-server.mjs"])) !== 0) giveUp("The server's build failed.");
  mkdirSync("dist", { recursive: true });
  writeFileSync(stampFile, wanted);
}

const onPath = (name) => spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();

/** Path of an installed Chromium, or "" when Playwright's own is to be used. Installs one when there is none. */
export async function ensureChromium() {
  const find = () => ["chromium", "chromium-browser", "google-chrome"].map(onPath).find(Boolean) ?? "";
  const given = process.env.CHROMIUM_PATH ?? find();
  if (given) return given;
  if (process.getuid?.() === 0 && onPath("apt-get")) {
    say("Installing Chromium (Debian's package) …");
    await run(
      "sh",
      ["-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null"],
      {
        DEBIAN_FRONTEND: "noninteractive",
      },
    );
    if (find()) return find();
  }
  say("Installing Chromium (Playwright's) …");
  if ((await tool("playwright", ["install", "chromium"])) !== 0) giveUp("No Chromium could be installed.");
  return "";
}

/** Path of libfaketime, which shifts a process's clock, or "" where there is none. Installs Debian's when permitted. */
export async function ensureFaketime() {
  const find = () => {
    const places = existsSync("/usr/lib") ? readdirSync("/usr/lib").map((dir) => `/usr/lib/${dir}/faketime`) : [];
    const file = [...places, "/usr/lib/faketime"].map((dir) => `${dir}/libfaketime.so.1`).find(existsSync);
    return file ?? "";
  };
  if (!find() && process.getuid?.() === 0 && onPath("apt-get")) {
    say("Installing libfaketime (Debian's package) …");
    const install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends libfaketime >/dev/null";
    await run("sh", ["-c", install], { DEBIAN_FRONTEND: "noninteractive" });
  }
  return find();
}

const toInstallCommand = (packages) =>
  `apt-get update && apt-get install -y --no-install-recommends ${packages.join(" ")}`;

/** Installs those of these Debian packages whose program of the same name is missing, when permitted. */
export async function tryInstall(packages) {
  const missing = packages.filter((name) => !onPath(name));
  if (missing.length === 0 || process.getuid?.() !== 0 || !onPath("apt-get")) return;
  say(`Installing ${missing.join(", ")} (Debian's) …`);
  await run("sh", ["-c", `(${toInstallCommand(missing)}) >/dev/null`], { DEBIAN_FRONTEND: "noninteractive" });
}

/** Installs what is missing as `tryInstall` does; ends with the command to do so otherwise. */
export async function ensurePrograms(packages) {
  await tryInstall(packages);
  const missing = packages.filter((name) => !onPath(name));
  if (missing.length > 0) giveUp(`${missing.join(", ")} missing; as root: ${toInstallCommand(missing)}`);
}
