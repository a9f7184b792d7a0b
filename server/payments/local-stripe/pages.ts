import { answerChallenge, buildSuccessUrl, paySession } from "./checkout";
import { renderChallengePage, renderClosedPage, renderMessagePage, renderPaymentPage } from "./checkout-pages";
import { Refusal } from "./rules";
import type { StripeState } from "./state";

/** A browser's response: a page, or an address to go to. */
export type PageResponse = { status: number; html: string } | { status: 303; location: string };

const notFoundPage = { status: 404, html: renderMessagePage("There is no such payment") };

function handlePayPage(
  state: StripeState,
  method: string,
  { id, form }: { id: string; form: URLSearchParams },
): PageResponse {
  const session = state.rows["checkout.session"].get(id);
  if (!session) return notFoundPage;
  if (session.status === "complete" && method === "POST") return { status: 303, location: buildSuccessUrl(session) };
  if (session.status !== "open") return { status: 410, html: renderClosedPage(session) };
  const lines = state.lines.get(id) ?? [];
  if (method !== "POST") {
    const intent = state.rows.payment_intent.get(session.payment_intent ?? "");
    return { status: 200, html: renderPaymentPage(session, lines, intent?.last_payment_error?.message) };
  }
  const [number = "", email = "", name = ""] = ["number", "email", "name"].map((field) => form.get(field) ?? "");
  try {
    return { status: 303, location: paySession(state, id, { number, email, name }) };
  } catch (refused) {
    if (!(refused instanceof Refusal)) throw refused;
    return { status: 402, html: renderPaymentPage(session, lines, refused.message) };
  }
}

function handleChallengePage(
  state: StripeState,
  method: string,
  { token, form }: { token: string; form: URLSearchParams },
): PageResponse {
  const intent = state.rows.payment_intent.get(state.challenges.get(token)?.intent ?? "");
  if (intent?.status !== "requires_action")
    return { status: 410, html: renderMessagePage("This confirmation is over") };
  if (method !== "POST") return { status: 200, html: renderChallengePage(intent) };
  const next = answerChallenge(state, token, form.get("result") === "complete");
  return next
    ? { status: 303, location: next }
    : { status: 200, html: renderMessagePage("Done. You can close this page.") };
}

/** Handles the pages of a payer's browser; null for any other address. */
export function handlePage(state: StripeState, method: string, path: string, body: string): PageResponse | null {
  const [, payId, token] = /^\/(?:c\/pay\/([\w-]+)|authenticate\/([\w-]+))$/.exec(path) ?? [];
  if (method !== "GET" && method !== "POST") return null;
  const form = new URLSearchParams(body);
  if (payId) return handlePayPage(state, method, { id: payId, form });
  return token ? handleChallengePage(state, method, { token, form }) : null;
}
