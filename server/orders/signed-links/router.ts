import { publicProcedure, router } from "@/server/trpc/init";
import { sharedOrder, sharedPickup } from "./queries";
import { sharedOrderSchema, sharedPickupSchema } from "./schema";

/** What a signed link of a message or receipt opens, without an account; to be looked at only. */
export const sharedRouter = router({
  order: publicProcedure.input(sharedOrderSchema).query(({ input }) => sharedOrder(input)),
  pickup: publicProcedure.input(sharedPickupSchema).query(({ input }) => sharedPickup(input)),
});
