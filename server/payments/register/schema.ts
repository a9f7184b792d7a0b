import { z } from "zod";
import type { Money } from "@/server/platform/money";

const minor = z.number().int().min(0).max(10_000_000);
const key = z.uuid();
const note = z.string().trim().max(200);

export const openRegisterSchema = z.strictObject({ key, floatMinor: minor });
export type OpenRegisterInput = z.infer<typeof openRegisterSchema>;

export const moveRegisterCashSchema = z.strictObject({
  key,
  direction: z.enum(["in", "out"]),
  amountMinor: minor.min(1),
  note: note.min(1),
});
export type MoveRegisterCashInput = z.infer<typeof moveRegisterCashSchema>;

/** `note` explains a differing count; required only then. */
export const closeRegisterSchema = z.strictObject({ key, countedMinor: minor, note });
export type CloseRegisterInput = z.infer<typeof closeRegisterSchema>;

export const payOutSchema = z.strictObject({ refundId: z.uuid() });
export type PayOutInput = z.infer<typeof payOutSchema>;

export const registerSessionsSchema = z.strictObject({
  storeId: z.uuid().nullable().default(null),
  /** Only those whose count differed. */
  differences: z.boolean().default(false),
});
export type RegisterSessionsFilter = z.infer<typeof registerSessionsSchema>;

export type RegisterMovement = {
  id: string;
  at: string;
  reason: "sale" | "refund" | "paid_in" | "paid_out";
  /** Negative when it left the register. */
  amount: Money;
  note: string;
  by: string;
  /** The order's number, of a sale or refund. */
  orderNumber: number | null;
};

/** A cash refund that has not been paid out. */
export type PendingCashRefund = {
  id: string;
  orderNumber: number;
  amount: Money;
  reason: string;
  since: string;
  /** Where it was bought; null outside a store. */
  store: string | null;
};

/** The register of this tablet. */
export type RegisterView = {
  shift: {
    id: string;
    openedAt: string;
    openedBy: string;
    float: Money;
    /** The expected amount. */
    expected: Money;
    /** The newest first. */
    movements: RegisterMovement[];
  } | null;
  /** In this tablet's currency, wherever it was bought. */
  refunds: PendingCashRefund[];
};

/** One register session from opening to counting, for the office. */
export type RegisterSessionView = {
  id: string;
  store: string;
  tablet: string;
  openedAt: string;
  openedBy: string;
  closedAt: string | null;
  closedBy: string | null;
  float: Money;
  sales: Money;
  refunds: Money;
  paidIn: Money;
  paidOut: Money;
  expected: Money;
  /** Null while it is open. */
  counted: Money | null;
  /** Counted − expected; negative when money is missing. */
  difference: Money | null;
  note: string;
};
