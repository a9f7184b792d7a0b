import { z } from "zod";
import { operationSchema } from "@/server/sync/schema";
import { maxQuantity } from "./schema";

const id = z.uuid();
const quantity = z.number().int().min(1).max(maxQuantity);
const fulfilmentSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("deliver") }),
  z.strictObject({ kind: z.literal("pickup"), storeId: id }),
]);
const hex = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const lineKey = z.string().regex(new RegExp(`^${hex}:(?:deliver|${hex})$`));

/** The operations a device may queue for a cart. */
export const cartOperations = [
  operationSchema("cart.add", { variantId: id, fulfilment: fulfilmentSchema, quantity }),
  operationSchema("cart.dec", { lineKey, quantity }),
  /**
   * A typed quantity: last writer wins in server order; `adjusted` when someone else changed the line since
   * `baseVersion`.
   */
  operationSchema("cart.set", { lineKey, quantity }),
  /** Observed-remove: subtracts what was seen; a concurrent add survives. */
  operationSchema("cart.remove", { lineKey, seenQuantity: quantity }),
  operationSchema("cart.move", { lineKey, to: fulfilmentSchema }),
] as const;
export type CartOp = z.infer<(typeof cartOperations)[number]>;
export type CartOpOf<N extends CartOp["name"]> = Extract<CartOp, { name: N }>;
