import { officeProcedure, publicProcedure, router } from "@/server/trpc/init";
import { saveHours, saveRooms } from "./commands";
import { listOfficeStores, listStores } from "./queries";
import { saveHoursSchema, saveRoomsSchema } from "./schema";

export const storesRouter = router({
  list: publicProcedure.query(() => listStores()),
  office: officeProcedure.query(() => listOfficeStores()),
  saveHours: officeProcedure.input(saveHoursSchema).mutation(({ ctx, input }) => saveHours(ctx, input)),
  saveRooms: officeProcedure.input(saveRoomsSchema).mutation(({ ctx, input }) => saveRooms(ctx, input)),
});
