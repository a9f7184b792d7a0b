import { consultantProcedure, router } from "@/server/trpc/init";
import { getReaderPayment, listReaders, presentTestCard, startReaderPayment, stopReaderPayment } from "./commands";
import { readerSchema, testCardSchema } from "./schema";

/** Card readers of the store of the current shift, driven by the server. */
export const terminalRouter = router({
  listReaders: consultantProcedure.query(({ ctx }) => listReaders(ctx)),
  startReader: consultantProcedure.input(readerSchema).mutation(({ ctx, input }) => startReaderPayment(ctx, input)),
  getReaderStatus: consultantProcedure.input(readerSchema).query(({ ctx, input }) => getReaderPayment(ctx, input)),
  stopReader: consultantProcedure.input(readerSchema).mutation(({ ctx, input }) => stopReaderPayment(ctx, input)),
  presentTestCard: consultantProcedure.input(testCardSchema).mutation(({ ctx, input }) => presentTestCard(ctx, input)),
});
