import { officeProcedure, router } from "@/server/trpc/init";
import { countsRouter } from "../counts/router";
import { transfersOfficeRouter } from "../transfers/router";
import { receiveStock } from "./commands";
import { getLedger } from "./queries";
import { ledgerFilterSchema, receiveSchema } from "./schema";

/** Stock at the office. */
export const stockOfficeRouter = router({
  ledger: officeProcedure.input(ledgerFilterSchema).query(({ ctx, input }) => getLedger(ctx, input)),
  receive: officeProcedure.input(receiveSchema).mutation(({ ctx, input }) => receiveStock(ctx, input)),
  transfers: transfersOfficeRouter,
  counts: countsRouter,
});
