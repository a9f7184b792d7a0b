import { publicProcedure, router } from "@/server/trpc/init";
import { getAvailability, getStoreAvailability } from "./queries";
import { availabilitySchema, storeAvailabilitySchema } from "./schema";

export const inventoryRouter = router({
  availability: publicProcedure.input(availabilitySchema).query(({ input }) => getAvailability(input)),
  inStore: publicProcedure.input(storeAvailabilitySchema).query(({ input }) => getStoreAvailability(input)),
});
