// `npm run audit:verify -- [--known SEQ:HASH]`: walks the audit chain and names the first broken entry.
import { parseArgs } from "node:util";
import { verifyChain } from "@/server/audit/chain";
import { printLine, runCommand, withDatabase } from "./database";

const usage = "Usage: npm run audit:verify -- [--known SEQ:HASH]   (a link that an earlier run printed)";

const faults = {
  missing: "its entry was removed",
  changed: "its entry was changed or moved",
  gap: "its seal was removed",
  cut: "the chain's end was cut off",
  rewritten: "the chain was rewritten up to here",
  unsealed: "an entry was put in past the chain",
} as const;

function readKnownLink() {
  const { values } = parseArgs({ options: { known: { type: "string" } } });
  if (values.known === undefined) return undefined;
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(values.known) ?? [];
  if (!seq || !hash) throw new Error(usage);
  return { seq: Number(seq), hash };
}

/** Prints the result; returns the exit code. */
async function main(): Promise<number> {
  const known = readKnownLink();
  const { entries, hash, broken } = await withDatabase(() => verifyChain(known));
  if (!broken) {
    printLine(`The audit trail holds: ${entries} entries. Last link, to be kept elsewhere: ${entries}:${hash || "-"}`);
    return 0;
  }
  const { seq, entryId, fault } = broken;
  printLine(`The audit trail is broken at entry ${seq}${entryId ? ` (${entryId})` : ""}: ${faults[fault]}.`);
  printLine(`${entries} entries before it hold.`);
  return 1;
}

await runCommand(main);
