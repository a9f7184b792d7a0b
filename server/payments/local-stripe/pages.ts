import { answerChallenge, paySession, successUrl } from "./checkout";
import { challengePage, closedPage, paymentPage, sayingPage } from "./checkout-pages";
import { Refusal } from "./rules";
import type { World } from "./state";

/** What a browser is answered: a page, or an address to go to. */
export type Shown = { status: number; html: string } | { status: 303; location: string };

const gone = { status: 404, html: sayingPage("There is no such payment") };

function payPage(world: World, method: string, id: string, form: URLSearchParams): Shown {
  const session = world.rows["checkout.session"].get(id);
  if (!session) return gone;
  if (session.status === "complete" && method === "POST") return { status: 303, location: successUrl(session) };
  if (session.status !== "open") return { status: 410, html: closedPage(session) };
  const lines = world.lines.get(id) ?? [];
  if (method !== "POST") {
    const intent = world.rows.payment_intent.get(session.payment_intent ?? "");
    return { status: 200, html: paymentPage(session, lines, intent?.last_payment_error?.message) };
  }
  const [number = "", email = "", name = ""] = ["number", "email", "name"].map((field) => form.get(field) ?? "");
  try {
    return { status: 303, location: paySession(world, id, { number, email, name }) };
  } catch (refused) {
    if (!(refused instanceof Refusal)) throw refused;
    return { status: 402, html: paymentPage(session, lines, refused.message) };
  }
}

function challenge(world: World, method: string, token: string, form: URLSearchParams): Shown {
  const intent = world.rows.payment_intent.get(world.challenges.get(token)?.intent ?? "");
  if (intent?.status !== "requires_action") return { status: 410, html: sayingPage("This confirmation is over") };
  if (method !== "POST") return { status: 200, html: challengePage(intent) };
  const next = answerChallenge(world, token, form.get("result") === "complete");
  return next ? { status: 303, location: next } : { status: 200, html: sayingPage("Done. You can close this page.") };
}

/** The pages that a payer's browser sees; null for an address that is none of them. */
export function showPage(world: World, method: string, path: string, body: string): Shown | null {
  const [, payId, token] = /^\/(?:c\/pay\/([\w-]+)|authenticate\/([\w-]+))$/.exec(path) ?? [];
  if (method !== "GET" && method !== "POST") return null;
  const form = new URLSearchParams(body);
  if (payId) return payPage(world, method, payId, form);
  return token ? challenge(world, method, token, form) : null;
}
