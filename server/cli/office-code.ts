// `npm run office:code -- --email ADDRESS`: prints a sign-in code of the office, where the installation cannot send
// mail.
import { parseArgs } from "node:util";
import { createSystemCtx } from "@/server/platform/context";
import { loadSecrets } from "@/server/platform/secrets";
import { printOfficeCode } from "@/server/staff/office/commands";
import { printLine, runCommand, withDatabase } from "./database";

const usage = "Usage: npm run office:code -- --email ADDRESS   (ask for a code at the office's sign-in first)";

const refusals = {
  NOT_FOUND: "Nobody who works at the office now has this address.",
  CODE_EXPIRED:
    "No code was asked for within ten minutes. Open the office's sign-in, ask for one there, then run this again.",
};

/** Prints the code; returns the exit code. */
async function main(): Promise<number> {
  const { email } = parseArgs({ options: { email: { type: "string" } } }).values;
  if (!email) throw new Error(usage);
  await loadSecrets();
  const code = await withDatabase(() => printOfficeCode(createSystemCtx("command line"), email));
  printLine(`${code} works once and for ten minutes, in the window where the code was last asked for.`);
  return 0;
}

await runCommand(main, refusals);
