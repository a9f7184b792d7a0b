import { officeProcedure, router } from "@/server/trpc/init";
import { resolveAddress } from "../contacts/verification";
import type { MergeScopes } from "./merge";
import { listMerges, listOpenReviews } from "./queries";
import { approveMerge, rejectMerge } from "./review";
import { findMergesSchema, mergeIdSchema, reviewIdSchema } from "./schema";
import { type SplitScopes, splitMerge } from "./split";

/** Who is who, decided by people at the office: `scopes` joins and parts carts, orders and bookings. */
export const graphRouter = (scopes: { merge: MergeScopes; split: SplitScopes }) =>
  router({
    listReviews: officeProcedure.query(() => listOpenReviews()),
    approveMerge: officeProcedure
      .input(reviewIdSchema)
      .mutation(({ ctx, input }) => approveMerge(ctx, input.reviewId, scopes.merge)),
    rejectMerge: officeProcedure.input(reviewIdSchema).mutation(({ ctx, input }) => rejectMerge(ctx, input.reviewId)),
    listMerges: officeProcedure
      .input(findMergesSchema)
      .query(async ({ ctx, input }) => listMerges(await resolveAddress(ctx, input.address))),
    split: officeProcedure
      .input(mergeIdSchema)
      .mutation(({ ctx, input }) => splitMerge(ctx, input.mergeId, scopes.split)),
  });
