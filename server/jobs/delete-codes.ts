import type { Job } from "@/server/queue/registry";
import { deleteOldCodes } from "@/server/shoppers/addresses/one-time-codes";

/** Deletes old one-time codes. */
export const deleteCodesJob: Job = { name: "codes.delete", everySeconds: 60, run: () => deleteOldCodes() };
