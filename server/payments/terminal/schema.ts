import { z } from "zod";
import type { PaymentStatus } from "../schema";

const readerId = z.string().regex(/^tmr_\w{1,100}$/);

export const readerSchema = z.strictObject({ orderId: z.uuid(), readerId });
export type ReaderInput = z.infer<typeof readerSchema>;

/** Stripe's cards for the simulated reader: one accepted, one declined. */
export const testCardSchema = z.strictObject({ ...readerSchema.shape, card: z.enum(["taken", "declined"]) });
export type TestCardInput = z.infer<typeof testCardSchema>;

/** A card reader of the tablet's store. */
export type ReaderView = { id: string; label: string; online: boolean; busy: boolean };

/** The progress of a payment at a reader. */
export type ReaderPayment = {
  status: PaymentStatus;
  /** The reader waits for a card now. */
  waiting: boolean;
  /** Stripe's code of the last decline. */
  failure: string | null;
};
