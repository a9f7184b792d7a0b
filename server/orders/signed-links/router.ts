import { publicProcedure, router } from "@/server/trpc/init";
import { getLinkedOrder, getLinkedPickup } from "./queries";
import { linkedOrderSchema, linkedPickupSchema } from "./schema";

/** What a signed link of a message or receipt opens, read-only and without an account. */
export const signedLinksRouter = router({
  order: publicProcedure.input(linkedOrderSchema).query(({ input }) => getLinkedOrder(input)),
  pickup: publicProcedure.input(linkedPickupSchema).query(({ input }) => getLinkedPickup(input)),
});
