import { officeProcedure, router } from "@/server/trpc/init";
import { bookCount, cancelCount, countLine, openCount } from "./commands";
import { getCount, listCountLines, listCounts } from "./queries";
import {
  bookCountSchema,
  countIdSchema,
  countLineSchema,
  countLinesSchema,
  countsSchema,
  openCountSchema,
} from "./schema";

/** Counts of stores' stock. */
export const countsRouter = router({
  list: officeProcedure.input(countsSchema).query(({ ctx, input }) => listCounts(ctx, input)),
  get: officeProcedure.input(countIdSchema).query(({ ctx, input }) => getCount(ctx, input)),
  listLines: officeProcedure.input(countLinesSchema).query(({ ctx, input }) => listCountLines(ctx, input)),
  open: officeProcedure.input(openCountSchema).mutation(({ ctx, input }) => openCount(ctx, input)),
  count: officeProcedure.input(countLineSchema).mutation(({ ctx, input }) => countLine(ctx, input)),
  book: officeProcedure.input(bookCountSchema).mutation(({ ctx, input }) => bookCount(ctx, input)),
  cancel: officeProcedure.input(countIdSchema).mutation(({ ctx, input }) => cancelCount(ctx, input)),
});
