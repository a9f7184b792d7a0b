import { officeProcedure, router } from "@/server/trpc/init";
import { receiveStock } from "./commands";
import { getLedger } from "./queries";
import { ledgerFilterSchema, receiveSchema } from "./schema";

/** Stock at the office. */
export const stockOfficeRouter = router({
  listLedger: officeProcedure.input(ledgerFilterSchema).query(({ ctx, input }) => getLedger(ctx, input)),
  receive: officeProcedure.input(receiveSchema).mutation(({ ctx, input }) => receiveStock(ctx, input)),
});
