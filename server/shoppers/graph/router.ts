import { officeProcedure, router } from "@/server/trpc/init";
import { readAddress } from "../contacts/verification";
import type { MergeScopes } from "./merge";
import { mergesOf, openReviews } from "./queries";
import { keepApart, mergeReviewed } from "./review";
import { findMergesSchema, mergeIdSchema, reviewIdSchema } from "./schema";
import { type SplitScopes, splitMerge } from "./split";

/** Who is who, decided by people at the office: `scopes` joins and parts carts, orders and bookings. */
export const identityGraphRouter = (scopes: { merge: MergeScopes; split: SplitScopes }) =>
  router({
    reviews: officeProcedure.query(() => openReviews()),
    merge: officeProcedure
      .input(reviewIdSchema)
      .mutation(({ ctx, input }) => mergeReviewed(ctx, input.reviewId, scopes.merge)),
    keepApart: officeProcedure.input(reviewIdSchema).mutation(({ ctx, input }) => keepApart(ctx, input.reviewId)),
    merges: officeProcedure
      .input(findMergesSchema)
      .query(async ({ ctx, input }) => mergesOf(await readAddress(ctx, input.address))),
    split: officeProcedure
      .input(mergeIdSchema)
      .mutation(({ ctx, input }) => splitMerge(ctx, input.mergeId, scopes.split)),
  });
