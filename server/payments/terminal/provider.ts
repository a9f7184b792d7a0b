import type Stripe from "stripe";
import { AppError } from "@/server/platform/errors";
import { callProvider, isRefusal, metadataOf } from "../online/provider";
import type { Payment } from "../schema";
import type { ReaderView } from "./schema";

const getStoreCode = ({ location }: Stripe.Terminal.Reader): string | undefined =>
  typeof location === "object" ? location?.metadata?.store : undefined;

const toReaderView = ({ id, label, status, action }: Stripe.Terminal.Reader): ReaderView => ({
  id,
  label: label || id,
  online: status === "online",
  busy: action?.status === "in_progress",
});

/**
 * Lists the readers of a store: those at a location whose metadata names its code as `store`. Where no location does,
 * all of them. Throws PAYMENT_DISABLED, PAYMENT_UNREACHABLE.
 */
export function listProviderReaders(storeCode: string): Promise<ReaderView[]> {
  return callProvider(async (client, options) => {
    const params = { limit: 100, expand: ["data.location"] };
    const { data } = await client.terminal.readers.list(params, options());
    const tagged = data.some((reader) => getStoreCode(reader) !== undefined);
    return data.filter((reader) => !tagged || getStoreCode(reader) === storeCode).map(toReaderView);
  });
}

/** Creates the PaymentIntent of a reader payment; the same call creates the same one. */
export const createIntent = (p: Payment): Promise<string> =>
  callProvider(async (client, options) => {
    const params = {
      amount: p.amountMinor,
      currency: p.currency.toLowerCase(),
      metadata: metadataOf(p),
      allowed_payment_method_types: ["card_present" as const],
      capture_method: "automatic" as const,
    };
    const { id } = await client.paymentIntents.create(params, { ...options(), idempotencyKey: `${p.id}:reader` });
    return id;
  });

/** Has a reader wait for a card. Throws CONFLICT when it cannot: it is offline, or the payment is no longer open. */
export const processIntent = (readerId: string, intent: string): Promise<void> =>
  callRefusedAs("CONFLICT", (client, options) =>
    client.terminal.readers.processPaymentIntent(readerId, { payment_intent: intent }, options),
  );

/** Cancels the reader's action; an idle reader stays as it is. */
export const cancelReaderAction = (readerId: string): Promise<void> =>
  callRefusedAs("CONFLICT", (client, options) => client.terminal.readers.cancelAction(readerId, {}, options));

const cards = { taken: "4242424242424242", declined: "4000000000000002" } as const;

/** Presents a test card to a simulated reader. Throws CONFLICT when the reader waits for none. */
export const presentTestCardAtReader = (readerId: string, card: keyof typeof cards): Promise<void> =>
  callRefusedAs("CONFLICT", (client, options) =>
    client.testHelpers.terminal.readers.presentPaymentMethod(
      readerId,
      { card_present: { number: cards[card] } },
      options,
    ),
  );

type Call = (client: Stripe, options: { timeout: number; maxNetworkRetries: 0 }) => Promise<unknown>;

function callRefusedAs(code: "CONFLICT", call: Call): Promise<void> {
  return callProvider(async (client, options) => {
    await call(client, options()).catch((err) => {
      throw isRefusal(err) ? new AppError(code) : err;
    });
  });
}
