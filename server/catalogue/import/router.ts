import { env } from "@/server/platform/env";
import { officeProcedure, router } from "@/server/trpc/init";
import { getImportRun, listImportRuns } from "./queries";
import { importRunIdSchema, inspectImportSchema, startImportSchema } from "./schema";
import { startImport } from "./upload";
import { inspectUpload } from "./upload.queries";

/** The office's import. */
export const importRouter = router({
  /** How uploaded files are read and what their columns were taken for. */
  inspect: officeProcedure.input(inspectImportSchema).query(({ ctx, input }) => inspectUpload(ctx, input.uploadId)),
  /** Starts the import of uploaded files; poll `run`. */
  start: officeProcedure.input(startImportSchema).mutation(({ ctx, input }) => startImport(ctx, input)),
  /** What an import takes when nothing is chosen. */
  getDefaults: officeProcedure.query(() => ({ currency: env().CURRENCY })),
  get: officeProcedure.input(importRunIdSchema).query(({ input }) => getImportRun(input.id)),
  list: officeProcedure.query(() => listImportRuns()),
});
