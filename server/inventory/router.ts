import { publicProcedure, router } from "@/server/trpc/init";
import { availability, inStore } from "./queries";
import { availabilitySchema, inStoreSchema } from "./schema";

export const inventoryRouter = router({
  availability: publicProcedure.input(availabilitySchema).query(({ input }) => availability(input)),
  inStore: publicProcedure.input(inStoreSchema).query(({ input }) => inStore(input)),
});
