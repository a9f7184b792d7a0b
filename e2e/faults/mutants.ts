import { sql } from "drizzle-orm";
import type { Guards } from "@/server/app/guards";
import type { AppRouter } from "@/server/app/router";
import { bookingLocks, bookWith } from "@/server/fittings/booking/commands";
import { bookSchema } from "@/server/fittings/schema";
import { holdStock, holdStockWith } from "@/server/inventory/commands";
import { place } from "@/server/orders/checkout/commands";
import { placeSchema } from "@/server/orders/checkout/schema";
import { insertOrder } from "@/server/orders/lifecycle/place";
import { getQuote } from "@/server/orders/quote/queries";
import { quoteSchema } from "@/server/orders/quote/schema";
import { retrievePayment } from "@/server/payments/online/provider";
import { ownerProcedure, router } from "@/server/trpc/init";

/** The checkout that writes orders in another way: all that a mutant needs of the router. */
function buildCheckoutRouter(insert: typeof insertOrder): AppRouter {
  const checkout = router({
    quote: ownerProcedure.input(quoteSchema).query(({ ctx, input }) => getQuote(ctx.actor, input.country)),
    place: ownerProcedure.input(placeSchema).mutation(({ ctx, input }) => place(ctx, input, insert)),
  });
  return router({ checkout }) as unknown as AppRouter;
}

/** Writes orders whose items are held in another way. */
const insertHolding =
  (holdItems: typeof holdStock): typeof insertOrder =>
  (tx, announce, order) =>
    insertOrder(tx, announce, { ...order, holdItems });

/** Takes item after item in any order. */
const holdInRandomOrder: typeof holdStock = async (tx, ...requests) => {
  const each = requests.flatMap((r) => r.items.map((item) => ({ ...r, items: [item] })));
  for (const one of each.sort(() => Math.random() - 0.5)) await holdStock(tx, one);
};

/** Asks the provider before the transaction ends. */
const placeAndCallProvider: typeof insertOrder = async (...given) => {
  const placed = await insertOrder(...given);
  await retrievePayment("cs_test_nobody").catch(() => {});
  return placed;
};

function buildUnlockedFittingsRouter(): AppRouter {
  // As booked in many processes at once.
  const book = bookWith({ ...bookingLocks, room: async () => {} }, (_, work) => work());
  const fittings = router({
    book: ownerProcedure.input(bookSchema).mutation(({ ctx, input }) => book(ctx, input)),
  });
  return router({ fittings }) as unknown as AppRouter;
}

/** The guard that a mutant lacks; an unknown name lacks none. */
export function getMutantGuards(without: string | undefined): Partial<Guards> {
  if (without === "stock guard") return { router: buildCheckoutRouter(insertHolding(holdStockWith(() => sql`true`))) };
  if (without === "one order of locks") return { router: buildCheckoutRouter(insertHolding(holdInRandomOrder)) };
  if (without === "calls outside of transactions") return { router: buildCheckoutRouter(placeAndCallProvider) };
  if (without === "room lock") return { router: buildUnlockedFittingsRouter() };
  return {};
}
