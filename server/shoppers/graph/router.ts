import type { Address } from "@/server/platform/contact";
import type { Ctx } from "@/server/platform/context";
import { officeProcedure, router } from "@/server/trpc/init";
import type { MergeScopes } from "./merge";
import { listMerges, listOpenReviews } from "./queries";
import { approveMerge, rejectMerge } from "./review";
import { findMergesSchema, mergeIdSchema, reviewIdSchema } from "./schema";
import { type SplitScopes, splitMerge } from "./split";

type GraphDeps = {
  scopes: { merge: MergeScopes; split: SplitScopes };
  resolveAddress: (ctx: Ctx, typed: string) => Promise<Address>;
};

/** Merges decided by the office: `scopes` merges and splits carts, orders and bookings. */
export const graphRouter = ({ scopes, resolveAddress }: GraphDeps) =>
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
