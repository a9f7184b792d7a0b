import { consultantProcedure, officeProcedure, router } from "@/server/trpc/init";
import { cancelTransfer, receiveTransfer, sendTransfer } from "./commands";
import { getTransfer, listInboundTransfers, listTransfers } from "./queries";
import { receiveTransferSchema, sendTransferSchema, transferFilterSchema, transferIdSchema } from "./schema";

/** Transfers between stores, at the office. */
export const transfersOfficeRouter = router({
  list: officeProcedure.input(transferFilterSchema).query(({ ctx, input }) => listTransfers(ctx, input)),
  get: officeProcedure.input(transferIdSchema).query(({ ctx, input }) => getTransfer(ctx, input)),
  send: officeProcedure.input(sendTransferSchema).mutation(({ ctx, input }) => sendTransfer(ctx, input)),
  receive: officeProcedure.input(receiveTransferSchema).mutation(({ ctx, input }) => receiveTransfer(ctx, input)),
  cancel: officeProcedure.input(transferIdSchema).mutation(({ ctx, input }) => cancelTransfer(ctx, input)),
});

/** Transfers in transit to the tablet's store. */
export const transfersStoreRouter = router({
  listInbound: consultantProcedure.query(({ ctx }) => listInboundTransfers(ctx)),
  receive: consultantProcedure.input(receiveTransferSchema).mutation(({ ctx, input }) => receiveTransfer(ctx, input)),
});
