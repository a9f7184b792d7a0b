import { router, shopperProcedure } from "@/server/trpc/init";
import { cartOf } from "./queries";

export const cartRouter = router({
  /** The caller's cart with today's prices; it changes through `sync.push`. */
  current: shopperProcedure.query(({ ctx }) => cartOf(ctx.actor.shopperId)),
});
