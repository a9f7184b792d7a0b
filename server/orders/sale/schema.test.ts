import { expect, test } from "vitest";
import { saleQuoteSchema } from "./schema";

const variantId = "6f1c2c3e-3b0a-4f0e-9c6f-0a4f5d2b7a11";
const quoteWith = (way: unknown) => ({ lines: [{ variantId, quantity: 1, way }], shopperId: null });

test("a tablet loaded before the method was renamed still sells: its `counter` is read as `in_store`", () => {
  expect(saleQuoteSchema.parse(quoteWith({ kind: "counter" }))).toEqual(quoteWith({ kind: "in_store" }));
});

test("an unknown method is refused", () => {
  expect(saleQuoteSchema.safeParse(quoteWith({ kind: "by_air" })).success).toBe(false);
});
