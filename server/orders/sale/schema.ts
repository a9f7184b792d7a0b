import { z } from "zod";
import type { MissingField } from "../quote/rules";
import type { OrderRow } from "../schema";

/** An order as the tablet that sold it sees it, with the signature of its receipt's link. */
export type SaleRow = OrderRow & { signature: string };

export const saleCustomerSchema = z.strictObject({ shopperId: z.uuid() });

/** What a customer's own devices know of the recipient, as the tablet may show it. */
export type SaleContact = {
  /** "Leyla H." */
  name: string;
  /** Masked. */
  contact: string;
  city: string;
  country: string | null;
  /** The missing fields, for items that are collected or delivered. */
  missing: MissingField[];
};
