import { refuseForGood } from "./refusal";
import type { Message } from "./schema";

export type TwilioAccount = { sid: string; token: string; from: string };
const timeoutMs = 10_000;

/**
 * Sends text messages through Twilio's REST API (POST /2010-04-01/Accounts/{sid}/Messages.json, form-encoded, basic
 * auth). `base` differs in tests only. Rejects with the status and Twilio's error number, never with its message, which
 * quotes the phone number.
 */
export function createTwilioSender(
  account: TwilioAccount,
  base = "https://api.twilio.com",
): (message: Message & { channel: "sms" }) => Promise<void> {
  const url = `${base}/2010-04-01/Accounts/${account.sid}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${account.sid}:${account.token}`).toString("base64")}`;
  return async ({ to, text }) => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { authorization },
      body: new URLSearchParams({ To: to, From: account.from, Body: text }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: "error",
    });
    if (answer.ok) return;
    const body = (await answer.json().catch(() => null)) as { code?: unknown } | null;
    const refusal =
      `Twilio did not take it: ${answer.status} ${typeof body?.code === "number" ? body.code : ""}`.trim();
    throw answer.status === 400 ? refuseForGood(refusal) : new Error(refusal);
  };
}
