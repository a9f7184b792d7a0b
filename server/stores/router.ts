import { officeProcedure, publicProcedure, router } from "@/server/trpc/init";
import { type CalendarReaction, saveHours, saveRooms } from "./commands";
import { listOfficeStores, listStores } from "./queries";
import { saveHoursSchema, saveRoomsSchema } from "./schema";

/** Stores; `follow` announces the effect of changed hours or rooms on bookings. */
export const storesRouter = (follow: CalendarReaction) =>
  router({
    list: publicProcedure.query(() => listStores()),
    office: router({
      list: officeProcedure.query(() => listOfficeStores()),
      saveHours: officeProcedure.input(saveHoursSchema).mutation(({ ctx, input }) => saveHours(ctx, input, follow)),
      saveRooms: officeProcedure.input(saveRoomsSchema).mutation(({ ctx, input }) => saveRooms(ctx, input, follow)),
    }),
  });
