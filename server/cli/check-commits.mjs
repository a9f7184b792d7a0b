// Checks the subjects of commits, from the one that added this check on: conventional, short enough for a list.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root, say } from "./steps.mjs";

export const maxSubject = 72;
const types = "build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test";
const form = new RegExp(`^(?:${types})(?:\\([a-z0-9][a-z0-9, -]*\\))?!?: \\S.*[^.\\s]$`);

/** What is wrong with a commit's subject, "" when nothing is. */
export function findSubjectFault(subject) {
  const length = [...subject].length;
  if (length > maxSubject) return `${length} characters; at most ${maxSubject}`;
  return form.test(subject) ? "" : `not "type(scope): imperative" with one of ${types.replaceAll("|", ", ")}`;
}

/** What git says, or null when it refuses or is not there. */
function runGit(...args) {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

/** The commits to check as `[hash, subject]`; null where there is no history that says from which on. */
function listCommits() {
  const top = runGit("rev-parse", "--show-toplevel");
  if (top === null || path.resolve(top) !== root || runGit("rev-parse", "--is-shallow-repository") !== "false")
    return null;
  const added = runGit("log", "--diff-filter=A", "--format=%H", "--", "server/cli/check-commits.mjs")
    ?.split("\n")
    .at(-1);
  if (!added) return null;
  const listed = runGit("log", "--no-merges", "--format=%h %s", "HEAD", `^${added}`) ?? "";
  const own = runGit("log", "-1", "--format=%h %s", added) ?? "";
  return [...listed.split("\n"), own].filter(Boolean).map((line) => line.split(/ (.*)/s));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const found = listCommits();
  if (!found) say("No history here (no repository, or a shallow one): checked no commit.");
  const faults = (found ?? []).flatMap(([hash, subject = ""]) => {
    const fault = findSubjectFault(subject);
    return fault ? [`${hash} ${subject}\n  ${fault}`] : [];
  });
  for (const fault of faults) say(fault);
  process.exit(faults.length > 0 ? 1 : 0);
}
