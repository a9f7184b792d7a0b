import type Stripe from "stripe";
import { AppError } from "@/server/platform/errors";
import { askProvider, isRefusal, labelsOf } from "../online/provider";
import type { Payment } from "../schema";
import type { ReaderView } from "./schema";

const storeOf = ({ location }: Stripe.Terminal.Reader): string | undefined =>
  typeof location === "object" ? location?.metadata?.store : undefined;

const viewOf = ({ id, label, status, action }: Stripe.Terminal.Reader): ReaderView => ({
  ...{ id, label: label || id },
  online: status === "online",
  busy: action?.status === "in_progress",
});

/**
 * The readers that stand in a store: those at a location whose metadata says `store` with its code. Where no location says
 * so, all of them. Throws PAYMENT_OFF, PAYMENT_UNREACHABLE.
 */
export function askReaders(storeCode: string): Promise<ReaderView[]> {
  return askProvider(async (client, options) => {
    const given = { limit: 100, expand: ["data.location"] };
    const { data } = await client.terminal.readers.list(given, options());
    const marked = data.some((reader) => storeOf(reader) !== undefined);
    return data.filter((reader) => !marked || storeOf(reader) === storeCode).map(viewOf);
  });
}

/** The PaymentIntent that a reader takes a card for; the same call gives the same one. */
export const makeIntent = (p: Payment): Promise<string> =>
  askProvider(async (client, options) => {
    const given = {
      ...{ amount: p.amountMinor, currency: p.currency.toLowerCase(), metadata: labelsOf(p) },
      ...{ allowed_payment_method_types: ["card_present" as const], capture_method: "automatic" as const },
    };
    const { id } = await client.paymentIntents.create(given, { ...options(), idempotencyKey: `${p.id}:reader` });
    return id;
  });

/** Has a reader ask for a card. Throws CONFLICT when it cannot: it is off, or the payment is past that. */
export const askForCard = (readerId: string, intent: string): Promise<void> =>
  refusedAs("CONFLICT", (client, options) =>
    client.terminal.readers.processPaymentIntent(readerId, { payment_intent: intent }, options),
  );

/** Has a reader ask no more; one that does not ask stays as it is. */
export const stopAsking = (readerId: string): Promise<void> =>
  refusedAs("CONFLICT", (client, options) => client.terminal.readers.cancelAction(readerId, {}, options));

const cards = { taken: "4242424242424242", declined: "4000000000000002" } as const;

/** Holds a test card to a simulated reader. Throws CONFLICT when the reader asks for none. */
export const holdTestCard = (readerId: string, card: keyof typeof cards): Promise<void> =>
  refusedAs("CONFLICT", (client, options) =>
    client.testHelpers.terminal.readers.presentPaymentMethod(
      readerId,
      { card_present: { number: cards[card] } },
      options,
    ),
  );

type Call = (client: Stripe, options: { timeout: number; maxNetworkRetries: 0 }) => Promise<unknown>;

function refusedAs(code: "CONFLICT", call: Call): Promise<void> {
  return askProvider(async (client, options) => {
    await call(client, options()).catch((err) => {
      throw isRefusal(err) ? new AppError(code) : err;
    });
  });
}
