import { officeProcedure, publicProcedure, router } from "@/server/trpc/init";
import { saveHours, saveRooms } from "./commands";
import { listOfficeStores, listStores } from "./queries";
import { saveHoursSchema, saveRoomsSchema } from "./schema";

/** Stores: the list for everybody, hours and rooms for the office. */
export const storesRouter = router({
  list: publicProcedure.query(() => listStores()),
  office: router({
    list: officeProcedure.query(() => listOfficeStores()),
    saveHours: officeProcedure.input(saveHoursSchema).mutation(({ ctx, input }) => saveHours(ctx, input)),
    saveRooms: officeProcedure.input(saveRoomsSchema).mutation(({ ctx, input }) => saveRooms(ctx, input)),
  }),
});
