import type { IncomingMessage, ServerResponse } from "node:http";
import Stripe from "stripe";
import { env } from "@/server/platform/env";
import { isAppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { getStripe } from "../provider";
import { recordClockOffset } from "./clock-offset";
import { receiveEvent } from "./commands";
import { type EventContext, findEventContext } from "./queries";
import { isFresh, parseSignedAt, parseSubject } from "./rules";

/** The guards between a sender and the payments; tests replace one of them. */
export type WebhookGuards = {
  /** The maximum body size in bytes. */
  maxBytes: number;
  /** Whether the provider signed this body. */
  isSigned: (body: Buffer, header: string, secret: string) => boolean;
  /** Whether a signature is recent enough, `offS` seconds behind our clock. */
  isFresh: (offS: number) => boolean;
  /** Applies the event. */
  receive: typeof receiveEvent;
};

/** The signature only: Stripe's own check of the time uses the machine's clock, and accepts the future. */
function isSigned(body: Buffer, header: string, secret: string): boolean {
  try {
    Stripe.webhooks.constructEvent(body, header, secret, 0);
    return true;
  } catch {
    return false;
  }
}

export const webhookGuards: WebhookGuards = { maxBytes: 256 * 1024, isSigned, isFresh, receive: receiveEvent };

function respond(res: ServerResponse, status: number): void {
  // The unread rest of a body must not be parsed as the next request.
  if (status >= 400) res.setHeader("connection", "close");
  res.writeHead(status, { "content-type": "text/plain" }).end();
}

/** The raw body, or null when it is larger than allowed. */
async function readRawBody(req: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) return null;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parseEvent(body: Buffer): Stripe.Event | null {
  try {
    const event = JSON.parse(body.toString("utf8"));
    return typeof event?.id === "string" && typeof event.type === "string" && event.data?.object ? event : null;
  } catch {
    return null;
  }
}

type EventHandling = { event: Stripe.Event; context: EventContext };

async function handleEvent({ event, context }: EventHandling, guards: WebhookGuards): Promise<number> {
  try {
    await guards.receive(event, context);
    return 200;
  } catch (err) {
    const mustRetry = isAppError(err) && err.appCode === "PAYMENT_UNREACHABLE";
    if (!mustRetry) log().error({ event: event.id, type: event.type, err }, "a webhook could not be acted upon");
    return mustRetry ? 503 : 500;
  }
}

/**
 * Answers `POST /api/stripe/webhook`: 413 for a body that is too large, 400 for one that Stripe did not sign, or not
 * within five minutes of our clock, 200 once the event has had its effect, 404 without card payments. After a 5xx
 * Stripe sends it again.
 */
export async function handleStripeWebhook(
  req: IncomingMessage,
  res: ServerResponse,
  guards: WebhookGuards = webhookGuards,
): Promise<void> {
  const { STRIPE_WEBHOOK_SECRET: secret } = env();
  if (!secret || !getStripe()) return respond(res, 404);
  if (req.method !== "POST") return respond(res, 405);
  const body = await readRawBody(req, guards.maxBytes);
  if (!body) return respond(res, 413);
  const header = String(req.headers["stripe-signature"] ?? "");
  const at = parseSignedAt(header);
  if (at === null || !guards.isSigned(body, header, secret)) return respond(res, 400);
  const event = parseEvent(body);
  if (!event) return respond(res, 400);
  const context = await findEventContext(parseSubject(event.type, event.data.object));
  const offS = context.at.getTime() / 1000 - at;
  recordClockOffset(offS);
  if (!guards.isFresh(offS)) return respond(res, 400);
  respond(res, await handleEvent({ event, context }, guards));
}
