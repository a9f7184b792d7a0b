import { z } from "zod";

/** Version of the operation format; a client below it is told to upgrade, its queue kept. */
export const schemaV = 1;
export const maxOpsPerPush = 50;

const id = z.uuid();
const quantity = z.number().int().min(1).max(99);
export const fulfilmentSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("deliver") }),
  z.strictObject({ kind: z.literal("pickup"), storeId: id }),
]);
export type Fulfilment = z.infer<typeof fulfilmentSchema>;
const lineKey = z.string().regex(/^[0-9a-f-]{36}:(deliver|[0-9a-f-]{36})$/);

/** What a device may do to a shopper's scope without asking first. */
export const opSchema = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("cart.add"),
    args: z.strictObject({ variantId: id, fulfilment: fulfilmentSchema, quantity }),
  }),
  z.strictObject({ name: z.literal("cart.dec"), args: z.strictObject({ lineKey, quantity }) }),
  /** A typed number: last writer wins in server order; `adjusted` when the line changed since `baseVersion`. */
  z.strictObject({ name: z.literal("cart.set"), args: z.strictObject({ lineKey, quantity }) }),
  /** Observed-remove: subtracts what was seen; a concurrent add survives. */
  z.strictObject({ name: z.literal("cart.remove"), args: z.strictObject({ lineKey, seenQuantity: quantity }) }),
  z.strictObject({ name: z.literal("cart.move"), args: z.strictObject({ lineKey, to: fulfilmentSchema }) }),
  z.strictObject({ name: z.literal("favourite.add"), args: z.strictObject({ productId: id }) }),
  z.strictObject({
    name: z.literal("favourite.remove"),
    args: z.strictObject({ productId: id, seenVersion: z.number().int().min(0) }),
  }),
]);
export type OpBody = z.infer<typeof opSchema>;

const envelope = z.strictObject({
  mid: z.number().int().min(1),
  scope: id,
  baseVersion: z.number().int().min(0),
  /** When it was done, by the device's clock (ms since 1970): shown, never trusted. */
  at: z.number().int(),
});
export const queuedOpSchema = z.intersection(envelope.loose(), opSchema);
export type QueuedOp = z.infer<typeof envelope> & OpBody;

export type Outcome = "applied" | "noop" | "adjusted" | "rejected";

/** Who changed something, as other devices may say it. */
export type By = { device?: "phone" | "laptop" | "tablet"; staff?: string };

/** One row of a scope as devices see it; `row` null means gone. */
export type Change = {
  entity: string;
  entityId: string;
  row: Record<string, unknown> | null;
  by: By;
  clientId: string | null;
  mid: number | null;
};

/** A step of a scope from one version to another, or its whole state. */
export type Patch = {
  kind: "snap" | "patch";
  scope: string;
  /** Changes with the database: another epoch means "start again from a snapshot". */
  epoch: string;
  from: number;
  to: number;
  changes: Change[];
  /** Highest operation of the receiving client that `to` contains. */
  lastMid: number;
};

export type OpResult = { mid: number; outcome: Outcome; version: number; reason?: string; by?: By };
export type PushReply = { lastMid: number; results: OpResult[]; patches: Patch[] };

/** What the stream says besides patches. */
export type StreamMessage =
  | Patch
  /** The scope is no longer visible here: wipe it. */
  | { kind: "gone"; scope: string }
  /** The guest became an account: the scope goes on under another id. */
  | { kind: "merged"; from: string; into: string }
  /** The session behind the stream ended: stop and keep the queue. */
  | { kind: "signed_out" };

/** Rows as they stand in changes and in the browser's store. */
export type CartLineRow = {
  lineKey: string;
  variantId: string;
  fulfilment: Fulfilment;
  quantity: number;
  priceSeenMinor: number;
  currency: string;
  version: number;
};
export type FavouriteRow = { productId: string; version: number };
