// `npm run admin:way-back -- --email ADDRESS --reason TEXT`: lets the only administrator in again who lost every passkey.
import { parseArgs } from "node:util";
import { wayBack } from "@/server/staff/office/account-recovery";
import { systemCtx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { baseUrl, officeUrl } from "@/server/platform/startup";
import { cutText } from "@/server/platform/text";
import { runCommand, say, withDatabase } from "./database";

const usage =
  "Usage: npm run admin:way-back -- --email ADDRESS --reason TEXT   (the reason is kept in the audit trail)";

const refusals = {
  NOT_FOUND: "Nobody who is an administrator now has this address.",
  CONFLICT: "Another administrator has a passkey: they can reset this person's at the office, under People.",
};

function asked(): { email: string; why: string } {
  const options = { email: { type: "string" }, reason: { type: "string" } } as const;
  const { email, reason } = parseArgs({ options }).values;
  if (!email || !reason?.trim()) throw new Error(usage);
  return { email, why: cutText(reason.trim(), 200) };
}

/** Prints the link; gives the exit code. */
async function main(): Promise<number> {
  const input = asked();
  const secret = await withDatabase(() => wayBack(systemCtx("command line"), input));
  say(`The passkeys are reset. Once and within a day: ${officeUrl(baseUrl(env().PORT))}/claim#${secret}`);
  say("Say the same address there; another one makes another administrator.");
  return 0;
}

await runCommand(main, refusals);
