import { randomUUID } from "node:crypto";
import { desc, eq, inArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { outgoingMessage, shopperContact } from "@/db/schema/contacts";
import { localMail } from "@/db/schema/platform";
import { deliverDue } from "@/server/messaging/outbox";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createCustomer } from "./people";
import { SignInBrowser, startSignInServer } from "./sign-in";
import type { Target } from "./target";

/** Guesses that may be tried at one account in an hour: 15 of a million codes. */
const bearable = 15;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The codes that were sent to these addresses, the newest first; waits until nothing is on its way any more. */
async function waitForCode(...addresses: string[]): Promise<string[]> {
  for (let i = 0; i < 50 && (await db().$count(outgoingMessage, sql`attempts <= 1`)) > 0; i++) await pause(100);
  const mails = await db()
    .select()
    .from(localMail)
    .where(inArray(localMail.recipient, addresses))
    .orderBy(desc(localMail.at));
  return mails.flatMap((mail) => /\b\d{6}\b/.exec(mail.body)?.[0] ?? []);
}

/**
 * Guesses codes of an account through both of its addresses, in new browsers, until refused; returns the guesses that
 * were checked.
 */
async function guessCodes(target: Target, addresses: string[]): Promise<number> {
  const right = new Set<string>();
  let tried = 0;
  for (const address of addresses) {
    for (let sends = 0; sends < 5; sends++) {
      const thief = new SignInBrowser(target);
      if ((await thief.ask(address)).said !== "sent") break;
      const codes = await waitForCode(...addresses);
      const live = codes.some((code) => !right.has(code));
      for (const code of codes) right.add(code);
      const wrong = ["000001", "000002", "000003", "000004", "000005", "000006", "000007"].filter((c) => !right.has(c));
      const said = await Promise.all(wrong.map((code) => thief.type(address, code)));
      if (live) tried += said.filter((answer) => answer === "CODE_WRONG").length;
    }
  }
  return tried;
}

/** An account with an e-mail and a phone. */
async function createAccount() {
  const { email, shopperId } = await createCustomer();
  const phone = `+99450${String(Math.floor(Math.random() * 9_000_000) + 1_000_000)}`;
  await db().insert(shopperContact).values({ shopperId, kind: "phone", value: phone, isPrimary: true });
  return { email, phone };
}

/** Uses right codes where they must not work. */
async function tryMisuse(target: Target): Promise<string[]> {
  const through: string[] = [];
  const { email } = await createCustomer();
  const owner = new SignInBrowser(target);
  const thief = new SignInBrowser(target);
  await owner.ask(email);
  await thief.ask(`${randomUUID()}@example.test`);
  const [code = ""] = await waitForCode(email);
  if ((await thief.type(email, code)) === "in") through.push("a code in another browser");
  else {
    // Wrong guesses elsewhere must not lock the owner out.
    const other = new SignInBrowser(target);
    await other.ask(email);
    for (let i = 0; i < 6; i++) await other.type(email, "000000");
    if ((await owner.type(email, code)) !== "in") throw new Error("wrong codes typed elsewhere locked the owner out");
    if ((await owner.type(email, code)) === "in") through.push("a code twice");
  }
  return through;
}

async function tryFlood(target: Target): Promise<string[]> {
  const address = `${randomUUID()}@example.test`;
  const said = [];
  for (let i = 0; i < 8; i++) said.push((await new SignInBrowser(target).ask(address)).said);
  const sent = said.filter((answer) => answer === "sent").length;
  return sent > 3 ? [`${sent} codes to one address within an hour`] : [];
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Asks for a first code and resolves to how long the answer took, in ms. */
async function timeOf(target: Target, address: string): Promise<number> {
  await pause(15);
  const { ms, said } = await new SignInBrowser(target).ask(address);
  if (said !== "sent") throw new Error(`a first code was answered ${said}`);
  return ms;
}

/** Asks for a known and for an unknown address, one after the other; resolves to the ratio of the two times. */
async function measurePair(target: Target, knownFirst: boolean): Promise<number> {
  const { email } = await createCustomer();
  const stranger = `${randomUUID().replaceAll("-", "").slice(0, email.indexOf("@"))}@example.test`;
  if (!knownFirst) {
    const unknown = await timeOf(target, stranger);
    return (await timeOf(target, email)) / unknown;
  }
  const known = await timeOf(target, email);
  return known / (await timeOf(target, stranger));
}

/**
 * The interval that holds the median of the ratios, but for one case in a thousand, by the order statistics of the sign
 * test: what a busy machine does to single answers widens it, and cannot move it.
 */
function medianInterval(ratios: number[]): { low: number; high: number } {
  const sorted = ratios.toSorted((a, b) => a - b);
  const half = 3.3 * Math.sqrt(sorted.length / 4);
  const at = (place: number) => sorted[Math.min(Math.max(Math.round(place), 0), sorted.length - 1)] ?? 1;
  return { low: at(sorted.length / 2 - half), high: at(sorted.length / 2 + half) };
}

/**
 * Whether response times distinguish known addresses from unknown ones: the median of the ratios stays within 5 %. It
 * measures until the median is within, or until the interval proves that it is not.
 */
async function compareTimes(target: Target): Promise<{ told: string[]; ratio: number }> {
  const ratios: number[] = [];
  for (let round = 0; round < 10; round++) {
    for (let pair = 0; pair < 40; pair++) ratios.push(await measurePair(target, pair % 2 === 0));
    const ratio = median(ratios);
    if (Math.abs(ratio - 1) <= 0.05) return { told: [], ratio };
    const { low, high } = medianInterval(ratios);
    if (low > 1.05 || high < 0.95) return { told: [`the time tells known addresses: ×${ratio.toFixed(2)}`], ratio };
  }
  return { told: [], ratio: median(ratios) };
}

/** A7: guesses at an account by all its addresses, uses codes elsewhere and twice, floods, and listens to the clock. */
async function run(target: Target) {
  const { email, phone } = await createAccount();
  const tried = await guessCodes(target, [email, phone]);
  const through = tried > bearable ? [`${tried} guesses that could be right in an hour`] : [];
  through.push(...(await tryMisuse(target)), ...(await tryFlood(target)));
  if (through.length > 0) return reportLetThrough(through.join(", "));
  const { told, ratio } = await compareTimes(target);
  if (told.length > 0) return reportLetThrough(told.join(", "));
  const chance = (tried / 1e6).toExponential(1);
  return reportRefused(
    `${tried} guesses an hour (${chance}); elsewhere, twice, flood; known ×${ratio.toFixed(2)} of unknown`,
  );
}

/** Sends what is due at once, to whom the shop knows. */
async function deliverIfKnown(address: string): Promise<void> {
  if ((await db().$count(shopperContact, eq(shopperContact.value, address))) > 0) await deliverDue();
}

registerAttack({
  id: "A7",
  title: "one-time codes guessed, reused, carried over, asked for without end",
  run,
  timeout: 180_000,
  mutants: {
    "the limit of tries": () => startSignInServer({ codes: { tries: () => undefined } }),
    "the limit of sends": () => startSignInServer({ codes: { sends: () => null } }),
    "the budget that an account's addresses share": () => startSignInServer({ codes: { account: () => true } }),
    "the bond to the browser": () => startSignInServer({ codes: { browser: () => undefined } }),
    "the one use": () => startSignInServer({ codes: { once: () => undefined } }),
    "sending after the answer": () => startSignInServer({ beforeAnswer: deliverIfKnown }),
  },
});
