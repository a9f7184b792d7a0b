import { z } from "zod";
import { maxQuantity } from "@/server/cart/schema";
import { bookSchema } from "@/server/fittings/schema";
import { reserveSchema } from "@/server/orders/pickup/schema";
import type { ErrorCode } from "@/server/platform/errors";
import type { WishAnswer } from "@/server/offline-requests/schema";
import { maxOpsPerPush } from "./rules";

export { schemaV } from "./rules";

const id = z.uuid();
const quantity = z.number().int().min(1).max(maxQuantity);
const version = z.number().int().min(0);
const fulfilmentSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("deliver") }),
  z.strictObject({ kind: z.literal("pickup"), storeId: id }),
]);
export type Fulfilment = z.infer<typeof fulfilmentSchema>;
const hex = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const lineKey = z.string().regex(new RegExp(`^${hex}:(?:deliver|${hex})$`));

const envelope = {
  /** 1, 2, 3 … within the client: the order in which its operations take effect. */
  mid: z.number().int().min(1),
  scope: id,
  /** Version of the scope's base on the device when the operation was done. */
  baseVersion: version,
  /** When it was done, by the device's clock (ms since 1970): shown, never trusted. */
  at: z.number().int(),
};
const op = <N extends string, A extends z.ZodRawShape>(name: N, args: A) =>
  z.strictObject({ name: z.literal(name), args: z.strictObject(args), ...envelope });

/** What a device may do to a shopper's scope without asking first. */
export const queuedOpSchema = z.discriminatedUnion("name", [
  op("cart.add", { variantId: id, fulfilment: fulfilmentSchema, quantity }),
  op("cart.dec", { lineKey, quantity }),
  /** A typed number: last writer wins in server order; `adjusted` when someone else changed the line since `baseVersion`. */
  op("cart.set", { lineKey, quantity }),
  /** Observed-remove: subtracts what was seen; a concurrent add survives. */
  op("cart.remove", { lineKey, seenQuantity: quantity }),
  op("cart.move", { lineKey, to: fulfilmentSchema }),
  op("favourite.add", { productId: id }),
  /** `seenVersion` is the version of the row in the device's base, 0 when it only stood in its own queue. */
  op("favourite.remove", { productId: id, seenVersion: version }),
  /** A pick-up or fitting asked for without a network; `key` is the one under which it may have been asked online too. */
  op("wish.pickup", reserveSchema.shape),
  op("wish.fitting", bookSchema.shape),
  /** Takes a wish back, whether or not it was carried out meanwhile. */
  op("wish.withdraw", { key: id, kind: z.enum(["pickup", "fitting"]) }),
]);
export type QueuedOp = z.infer<typeof queuedOpSchema>;
type Body<O> = O extends { name: string; args: object } ? Pick<O, "name" | "args"> : never;
export type OpBody = Body<QueuedOp>;
export type OpOf<N extends QueuedOp["name"]> = Extract<QueuedOp, { name: N }>;
export type CartOp = Extract<QueuedOp, { name: `cart.${string}` }>;
export type FavouriteOp = Extract<QueuedOp, { name: `favourite.${string}` }>;

/** The operations of which the reducer knows what they come to; wishes are the server's to decide. */
export type StateOp = CartOp | FavouriteOp;

/** Where a device's base of a scope stands. */
export const cursorSchema = z.strictObject({ scope: id, epoch: id, version });
export type Cursor = z.infer<typeof cursorSchema>;

/** The operations are looked at one by one: a wrong one is rejected by itself and the queue goes on. */
export const pushSchema = z.strictObject({
  clientId: id,
  schemaV: z.number().int().min(0),
  ops: z
    .array(z.strictObject({ ...envelope, name: z.string().regex(/^[a-z.]{1,40}$/), args: z.unknown() }))
    .min(1)
    .max(maxOpsPerPush),
  /** Where the device's bases stand: the reply's patches begin there. Without it they begin just before this push. */
  cursors: z.array(cursorSchema).max(20).optional(),
});
export type PushInput = z.infer<typeof pushSchema>;

/** `scopes` empty: everything that the caller may see. `clientId` lets the patches tell `lastMid`. */
export const pullSchema = z.strictObject({
  clientId: id.optional(),
  scopes: z.array(cursorSchema).max(20).default([]),
});
export type PullInput = z.infer<typeof pullSchema>;

/** What the stream's address carries in `input` (an EventSource sends no headers of ours). */
export const streamSchema = z.strictObject({
  surface: z.enum(["shop", "store", "office"]).default("shop"),
  clientId: id.optional(),
  /** `scope:epoch:version`, joined by commas: the id of the last event; `Last-Event-ID` goes before it. */
  lastEventId: z.string().max(4_000).optional(),
});

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
  /** Highest operation of the receiving client known to be in `to`; 0 on a live patch: there `changes` name client and mid. */
  lastMid: number;
};

/** `version`: the operation's effect is in every base of its scope from this version on. */
export type OpResult = {
  mid: number;
  outcome: Outcome;
  version: number;
  reason?: ErrorCode;
  by?: By;
  /** What became of a wish. */
  answer?: WishAnswer;
};
export type PushReply = { lastMid: number; results: OpResult[]; patches: Patch[] };

/** What the stream and `sync.pull` say. */
export type StreamMessage =
  | Patch
  /** The scope is no longer visible here: wipe it. */
  | { kind: "gone"; scope: string }
  /** The guest became an account: the scope goes on under another id. Queued operations keep their scope and are taken. */
  | { kind: "merged"; from: string; into: string }
  /** The session behind the stream ended: stop and keep the queue. */
  | { kind: "signed_out" };

/** A cart line as it stands in changes and in the browser's store. Quantity 0 = a tombstone (never in a change). */
export type CartLineRow = {
  lineKey: string;
  variantId: string;
  fulfilment: Fulfilment;
  quantity: number;
  /** Price when it was put in; null only in a browser that does not know it yet. */
  priceSeenMinor: number | null;
  currency: string | null;
  /** Version of the scope that changed it last; 0 when it only stands in the device's own queue. */
  version: number;
  clientId: string | null;
  by: By;
  /** When this line last came to life, and through whom: an older remove did not see it. */
  bornVersion: number;
  bornClientId: string | null;
};

/** A favourite; `present` false = a tombstone (never in a change). `clientId` null: several added it, or a merge did. */
export type FavouriteRow = { productId: string; present: boolean; version: number; clientId: string | null };

/** What is true outside the scope. `undefined` = not known here (the browser then hopes), `null`/`false` = there is none. */
export type Facts = {
  variant(id: string): { active: boolean; priceMinor: number; currency: string } | null | undefined;
  product(id: string): boolean | undefined;
  store(id: string): boolean | undefined;
};

/** Who acts. `version` is that of the commit to come; a browser that predicts passes 0. */
export type OpContext = { clientId: string; version: number; by: By };

/** What an operation came to: the rows it changed (new values) and the outcome. */
export type Step = {
  outcome: Outcome;
  reason?: ErrorCode;
  /** Who else changed it, on `adjusted`. */
  by?: By;
  lines?: CartLineRow[];
  favourites?: FavouriteRow[];
};

/**
 * The part of a shopper's scope that operations change. `lineCount` counts the living lines, loaded or not; `currency` is
 * theirs, null while there are none (or, in a browser, none whose price is known).
 */
export type ScopeState = {
  lines: ReadonlyMap<string, CartLineRow>;
  favourites: ReadonlyMap<string, FavouriteRow>;
  lineCount: number;
  currency: string | null;
};
