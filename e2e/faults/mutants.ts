import { sql } from "drizzle-orm";
import { bookWith, locks } from "@/server/fittings/booking/commands";
import { bookSchema } from "@/server/fittings/schema";
import { take, takeWith } from "@/server/inventory/commands";
import { placeWith } from "@/server/orders/checkout/commands";
import { quote } from "@/server/orders/quote/queries";
import { placeSchema, quoteSchema } from "@/server/orders/quote/schema";
import { placeIn, placeInWith } from "@/server/orders/place";
import { askPayment } from "@/server/payments/online/provider";
import type { Guards } from "@/server/app/guards";
import { ownerProcedure, router } from "@/server/trpc/init";
import type { AppRouter } from "@/server/app/router";

/** The checkout with another way to place an order: all that a twin needs of the router. */
function checkoutBy(place: ReturnType<typeof placeWith>): AppRouter {
  const checkout = router({
    quote: ownerProcedure.input(quoteSchema).query(({ ctx, input }) => quote(ctx.actor, input.country)),
    place: ownerProcedure.input(placeSchema).mutation(({ ctx, input }) => place(ctx, input)),
  });
  return router({ checkout }) as unknown as AppRouter;
}

/** Takes piece after piece in any order. */
const takeAsItComes: typeof take = async (tx, ...requests) => {
  const each = requests.flatMap((r) => r.items.map((item) => ({ ...r, items: [item] })));
  for (const one of each.sort(() => Math.random() - 0.5)) await take(tx, one);
};

/** Asks the provider before the transaction ends. */
const placeAndAsk: typeof placeIn = async (...given) => {
  const placed = await placeIn(...given);
  await askPayment("cs_test_nobody").catch(() => {});
  return placed;
};

function fittingsWithout(): AppRouter {
  // As booked in many processes at once.
  const book = bookWith({ ...locks, room: async () => {} }, (_, work) => work());
  const fittings = router({
    book: ownerProcedure.input(bookSchema).mutation(({ ctx, input }) => book(ctx, input)),
  });
  return router({ fittings }) as unknown as AppRouter;
}

/** What a twin lacks; a name nobody knows lacks nothing. */
export function twinGuards(without: string | undefined): Partial<Guards> {
  if (without === "stock guard") return { router: checkoutBy(placeWith(placeInWith(takeWith(() => sql`true`)))) };
  if (without === "one order of locks") return { router: checkoutBy(placeWith(placeInWith(takeAsItComes))) };
  if (without === "calls outside of transactions") return { router: checkoutBy(placeWith(placeAndAsk)) };
  if (without === "room lock") return { router: fittingsWithout() };
  return {};
}
