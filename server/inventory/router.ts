import { publicProcedure, router } from "@/server/trpc/init";
import { availability } from "./queries";
import { availabilitySchema } from "./schema";

export const inventoryRouter = router({
  availability: publicProcedure.input(availabilitySchema).query(({ input }) => availability(input)),
});
