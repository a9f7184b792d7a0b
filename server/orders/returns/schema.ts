import { z } from "zod";
import type { LocalisedText } from "@/db/columns";
import type { FulfilmentKind } from "@/server/cart/schema";
import type { Money } from "@/server/platform/money";
import type { PaymentMethod } from "../schema";

export const returnReasons = ["size", "changed_mind", "faulty", "other"] as const;
export type ReturnReason = (typeof returnReasons)[number];
export type ReturnableState = "returnable" | "too_late" | "not_received" | "returned";

/** An order line as the tablet of a return sees it. */
export type ReturnableLine = {
  lineId: string;
  variantId: string;
  title: LocalisedText;
  option: string;
  price: Money;
  /** The current price of such an item. */
  listed: Money;
  /** Quantity bought, less what was cancelled. */
  bought: number;
  /** The quantity returned before. */
  returned: number;
  /** The quantity that may still be returned. */
  left: number;
  kind: FulfilmentKind;
  state: ReturnableState;
  receivedAt: string | null;
  /** Until when it may be returned. */
  until: string | null;
};

/** An order as the tablet of a return sees it: no name, no address. */
export type ReturnableOrder = {
  orderId: string;
  number: number;
  placedAt: string;
  /** The payment method, which takes the refund. */
  /** Null where nothing was paid. */
  method: PaymentMethod | null;
  /** What was refunded before. */
  givenBack: Money;
  lines: ReturnableLine[];
};

export const findReturnSchema = z.union([
  z.strictObject({ number: z.number().int().min(10_001).max(999_999_999) }),
  z.strictObject({ orderId: z.uuid() }),
]);
export type FindReturnInput = z.infer<typeof findReturnSchema>;

export const returnItemsSchema = z.strictObject({
  /** Idempotency key: the same key is the same return. */
  key: z.uuid(),
  orderId: z.uuid(),
  lines: z
    .array(
      z.strictObject({
        lineId: z.uuid(),
        quantity: z.number().int().min(1).max(99),
        reason: z.enum(returnReasons),
        restocked: z.enum(["shelf", "damaged"]),
        /** Another size or colour given for the same quantity, and the shown price of one (minor units). */
        instead: z.strictObject({ variantId: z.uuid(), priceMinor: z.number().int().min(0) }).optional(),
      }),
    )
    .min(1)
    .max(50)
    .refine((lines) => new Set(lines.map((l) => l.lineId)).size === lines.length, "a line stands twice"),
  /** A second person's approval, where the refund needs one. */
  approvalId: z.uuid().optional(),
});
export type ReturnItemsInput = z.infer<typeof returnItemsSchema>;

/** The result of a return. `drawer`: pay it out of this register now; `later`: cash, but no register is open here. */
export type ReturnResult = {
  returnId: string;
  number: number;
  refund: Money;
  to: "card" | "drawer" | "later" | "nothing";
};
