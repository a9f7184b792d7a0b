import { publicProcedure, router } from "@/server/trpc/init";
import { getAvailability, getStoreAvailability } from "./queries";
import { availabilitySchema, storeAvailabilitySchema } from "./schema";

export const inventoryRouter = router({
  listAvailability: publicProcedure.input(availabilitySchema).query(({ input }) => getAvailability(input)),
  getInStore: publicProcedure.input(storeAvailabilitySchema).query(({ input }) => getStoreAvailability(input)),
});
