import { z } from "zod";
import { type CartOp, cartOperations } from "@/server/cart/operations.schema";
import type { CartFacts, CartState, CartStep } from "@/server/cart/rules";
import { type FavouriteOp, favouriteOperations } from "@/server/favourites/operations.schema";
import type { FavouriteFacts, FavouriteStep, Favourites } from "@/server/favourites/rules";
import { type OfflineRequestResult, offlineRequestOperations } from "@/server/offline-requests/schema";
import type { ErrorCode } from "@/server/platform/errors";
import { type By, cursorSchema, type Outcome, operationEnvelope, type Patch } from "@/server/sync/schema";
import { maxOpsPerPush } from "./format.rules";

/** The operations a device may queue for a shopper's scope. */
export const queuedOpSchema = z.discriminatedUnion("name", [
  ...cartOperations,
  ...favouriteOperations,
  ...offlineRequestOperations,
]);
export type QueuedOp = z.infer<typeof queuedOpSchema>;
type Body<O> = O extends { name: string; args: object } ? Pick<O, "name" | "args"> : never;
export type OpBody = Body<QueuedOp>;
export type OpOf<N extends QueuedOp["name"]> = Extract<QueuedOp, { name: N }>;

/** The operations that the reducer applies; offline requests are decided by the server. */
export type StateOp = CartOp | FavouriteOp;

/** Operations are parsed one by one: an invalid one is rejected by itself and the queue goes on. */
export const pushSchema = z.strictObject({
  clientId: z.uuid(),
  schemaV: z.number().int().min(0),
  ops: z
    .array(z.strictObject({ ...operationEnvelope, name: z.string().regex(/^[a-z.]{1,40}$/), args: z.unknown() }))
    .min(1)
    .max(maxOpsPerPush),
  /** The device's base versions: the reply's patches begin there. By default they begin just before this push. */
  cursors: z.array(cursorSchema).max(20).optional(),
});
export type PushInput = z.infer<typeof pushSchema>;

/** `version`: the operation's effect is in every base of its scope from this version on. */
export type OpResult = {
  mid: number;
  outcome: Outcome;
  version: number;
  reason?: ErrorCode;
  by?: By;
  /** The result of an offline request. */
  answer?: OfflineRequestResult;
};
export type PushReply = { lastMid: number; results: OpResult[]; patches: Patch[] };

/**
 * Facts from outside the scope. `undefined` = unknown here (the browser then accepts), `null`/`false` = does not exist.
 */
export type Facts = CartFacts & FavouriteFacts;

/** The result of an operation: the rows it changed (new values) and the outcome. */
export type Step = CartStep & FavouriteStep;

/** The part of a shopper's scope that operations change. */
export type ScopeState = CartState & { favourites: Favourites };
