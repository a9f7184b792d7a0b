// `npm run audit:verify -- [--known SEQ:HASH]`: walks the audit chain and names the first broken entry.
import { parseArgs } from "node:util";
import { closeDb } from "@/db/client";
import { verifyChain } from "@/server/identity/audit/chain/queries";
import { openDatabase } from "./database";

const usage = "Usage: npm run audit:verify -- [--known SEQ:HASH]   (a link that an earlier run printed)";
const say = (line: string) => process.stdout.write(`${line}\n`);

const faults = {
  missing: "its entry was removed",
  changed: "its entry was changed or moved",
  gap: "its seal was removed",
  cut: "the chain's end was cut off",
  rewritten: "the chain was rewritten up to here",
  unsealed: "an entry was put in past the chain",
} as const;

function knownLink() {
  const { values } = parseArgs({ options: { known: { type: "string" } } });
  if (values.known === undefined) return undefined;
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(values.known) ?? [];
  if (!seq || !hash) throw new Error(usage);
  return { seq: Number(seq), hash };
}

/** Prints what holds; gives the exit code. */
async function main(): Promise<number> {
  const known = knownLink();
  const embedded = await openDatabase(say);
  try {
    const { entries, hash, broken } = await verifyChain(known);
    if (!broken) {
      say(`The audit trail holds: ${entries} entries. Last link, to be kept elsewhere: ${entries}:${hash || "-"}`);
      return 0;
    }
    const { seq, entryId, fault } = broken;
    say(`The audit trail is broken at entry ${seq}${entryId ? ` (${entryId})` : ""}: ${faults[fault]}.`);
    say(`${entries} entries before it hold.`);
    return 1;
  } finally {
    await closeDb();
    await embedded?.stop();
  }
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message.split("\n", 1)[0] : String(error)}\n`);
  process.exit(1);
}
