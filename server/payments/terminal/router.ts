import { consultantProcedure, router } from "@/server/trpc/init";
import type { PaymentReactions } from "../schema";
import { getReaderPayment, listReaders, presentTestCard, startReaderPayment, stopReaderPayment } from "./commands";
import { readerSchema, testCardSchema } from "./schema";

/** Card readers of the store of the current shift, driven by the server. */
export const terminalRouter = (reactions: PaymentReactions) =>
  router({
    listReaders: consultantProcedure.query(({ ctx }) => listReaders(ctx)),
    startReader: consultantProcedure
      .input(readerSchema)
      .mutation(({ ctx, input }) => startReaderPayment(ctx, input, reactions)),
    getReaderStatus: consultantProcedure
      .input(readerSchema)
      .query(({ ctx, input }) => getReaderPayment(ctx, input, reactions)),
    stopReader: consultantProcedure
      .input(readerSchema)
      .mutation(({ ctx, input }) => stopReaderPayment(ctx, input, reactions)),
    presentTestCard: consultantProcedure
      .input(testCardSchema)
      .mutation(({ ctx, input }) => presentTestCard(ctx, input, reactions)),
  });
