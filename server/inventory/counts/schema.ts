import { z } from "zod";
import type { CountRefusal, CountStatus } from "@/db/schema/stock-documents";
import type { LocalisedText } from "@/server/catalogue/schema";

export type { CountStatus };

export const openCountSchema = z.strictObject({
  storeId: z.uuid(),
  /** A category's slug with all below it; null counts the whole store. */
  category: z.string().trim().min(1).max(100).nullable(),
});
export type OpenCount = z.infer<typeof openCountSchema>;

export const countIdSchema = z.strictObject({ countId: z.uuid() });
export type CountId = z.infer<typeof countIdSchema>;

export const countLineSchema = z.strictObject({
  key: z.uuid(),
  countId: z.uuid(),
  variantId: z.uuid(),
  pieces: z.int().min(0).max(99_999),
  /** Whether the quantity is added to the one counted so far, as when scanning one by one. */
  add: z.boolean(),
});
export type CountLine = z.infer<typeof countLineSchema>;

export const bookCountSchema = z.strictObject({ key: z.uuid(), countId: z.uuid() });
export type BookCount = z.infer<typeof bookCountSchema>;
/** What was booked: lines and the sum of their quantities; lines kept back; whether the count is done. */
export type BookingResult = { articles: number; pieces: number; kept: number; over: boolean };

/** Which lines of a count are shown. Texts: messages `stock.count.show`. */
export const lineFilters = ["differences", "uncounted", "all"] as const;
export type LineFilterKind = (typeof lineFilters)[number];

export const countLinesSchema = z.strictObject({
  countId: z.uuid(),
  show: z.enum(lineFilters),
  /** Sent by the browser's paging; always forward. */
  direction: z.literal("forward").optional(),
  /** Lines after this one: where the next page begins. */
  cursor: z.strictObject({ handle: z.string().max(300), position: z.int(), id: z.uuid() }).nullish(),
});
export type CountLinesFilter = z.infer<typeof countLinesSchema>;

export const countsSchema = z.strictObject({
  direction: z.literal("forward").optional(),
  /** Counts with a lower number: where the next page begins. */
  cursor: z.int().min(1).nullish(),
});
export type CountsFilter = z.infer<typeof countsSchema>;

export type CountView = {
  id: string;
  number: number;
  status: CountStatus;
  store: { id: string; name: string };
  /** Name of the counted category; null for the whole store. */
  category: LocalisedText | null;
  openedAt: string;
  openedBy: string;
  endedAt: string | null;
  endedBy: string | null;
  /** Lines of the count, counted ones, and those with a difference that is not booked yet. */
  articles: number;
  counted: number;
  open: number;
  /** Quantity added to the stock so far; negative when items were missing. */
  booked: number;
};
export type CountsPage = { counts: CountView[]; next: number | null };

export type CountLineView = {
  variantId: string;
  sku: string | null;
  title: LocalisedText;
  options: string[];
  /** The stock when it was counted; before that, when the count was opened. */
  expected: number;
  counted: number | null;
  /** Counted less expected; null while uncounted. */
  difference: number | null;
  booked: number;
  isBooked: boolean;
  /** Why it could not be booked, or needs a recount. Texts: messages `stock.count.refusal`. */
  refusal: CountRefusal | null;
};
export type CountLinesPage = { lines: CountLineView[]; next: NonNullable<CountLinesFilter["cursor"]> | null };
