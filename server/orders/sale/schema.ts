import { z } from "zod";
import type { MissingField } from "../quote/rules";
import type { OrderRow } from "../schema";

/** An order as the tablet that sold it sees it, with what signs the link on its receipt. */
export type SaleRow = OrderRow & { signature: string };

export const saleCustomerSchema = z.strictObject({ shopperId: z.uuid() });

/** What a client's own devices know of who gets the goods, as the tablet may show it. */
export type SaleContact = {
  /** "Leyla H." */
  name: string;
  /** Masked. */
  contact: string;
  city: string;
  country: string | null;
  /** What is not known there, for goods that are collected or sent. */
  missing: MissingField[];
};
