import { router, shopperProcedure } from "@/server/trpc/init";
import { getCart } from "./queries";

export const cartRouter = router({
  /** The caller's cart with today's prices; it changes through `sync.push`. */
  get: shopperProcedure.query(({ ctx }) => getCart(ctx.actor.shopperId)),
});
