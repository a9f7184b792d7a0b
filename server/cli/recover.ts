// `npm run admin:recover -- --email ADDRESS --reason TEXT`: lets the only administrator in again who lost every passkey.
import { parseArgs } from "node:util";
import { createSystemCtx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { getBaseUrl, getOfficeUrl } from "@/server/platform/startup";
import { cutText } from "@/server/platform/text";
import { recoverAdmin } from "@/server/staff/office/account-recovery";
import { printLine, runCommand, withDatabase } from "./database";

const usage = "Usage: npm run admin:recover -- --email ADDRESS --reason TEXT   (the reason is kept in the audit trail)";

const refusals = {
  NOT_FOUND: "Nobody who is an administrator now has this address.",
  CONFLICT: "Another administrator has a passkey: they can reset this person's at the office, under People.",
};

function parseArguments(): { email: string; why: string } {
  const options = { email: { type: "string" }, reason: { type: "string" } } as const;
  const { email, reason } = parseArgs({ options }).values;
  if (!email || !reason?.trim()) throw new Error(usage);
  return { email, why: cutText(reason.trim(), 200) };
}

/** Prints the link; returns the exit code. */
async function main(): Promise<number> {
  const input = parseArguments();
  const secret = await withDatabase(() => recoverAdmin(createSystemCtx("command line"), input));
  printLine(`The passkeys are reset. Once and within a day: ${getOfficeUrl(getBaseUrl(env().PORT))}/claim#${secret}`);
  printLine("Say the same address there; another one makes another administrator.");
  return 0;
}

await runCommand(main, refusals);
