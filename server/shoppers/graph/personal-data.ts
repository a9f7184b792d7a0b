import { inArray, or, type SQL, sql } from "drizzle-orm";
import { identityEdge, identityValue, mergeReview, shopperMerge } from "@/db/schema/identity-graph";
import { ofShopper, type Subject, type TableShare } from "@/server/platform/personal-data";

const mergeRetention =
  "why accounts were joined or kept apart must stay provable; it holds ids only, which lead to nobody any more";
const matchValues = ({ ids }: Subject): SQL =>
  sql`${identityValue.id} in (select e.target_id from identity_edge e where ${inArray(sql`e.shopper_id`, ids)})`;

/** The identity graph: an erasure deletes the values, the edges between ids stay. */
export const graphTables: TableShare[] = [
  ofShopper(identityValue, {
    columns: { id: "internal", kind: "describes", value: "identifies" },
    whose: matchValues,
    erase: "delete",
    kept: "until the shopper erases it",
  }),
  ofShopper(identityEdge, {
    columns: {
      id: "internal",
      at: "describes",
      shopperId: "subject",
      change: "describes",
      kind: "describes",
      targetId: "internal",
      verified: "describes",
      source: "describes",
      mergeId: "internal",
    },
    whose: ({ ids }) => inArray(identityEdge.shopperId, ids),
    erase: { keep: mergeRetention },
    kept: "without end",
  }),
  ofShopper(shopperMerge, {
    columns: {
      id: "internal",
      at: "describes",
      fromId: "subject",
      intoId: "subject",
      source: "describes",
      carried: "internal",
      splitAt: "describes",
      splitBy: "internal",
    },
    whose: ({ ids }) => or(inArray(shopperMerge.fromId, ids), inArray(shopperMerge.intoId, ids)) ?? sql`false`,
    erase: { keep: mergeRetention },
    kept: "without end",
  }),
  ofShopper(mergeReview, {
    columns: {
      id: "internal",
      at: "describes",
      // The other account's number must not be exported to this shopper.
      holderId: "internal",
      claimantId: "internal",
      evidence: "describes",
      status: "describes",
      decidedAt: "describes",
      decidedBy: "internal",
      mergeId: "internal",
    },
    whose: ({ ids }) => or(inArray(mergeReview.holderId, ids), inArray(mergeReview.claimantId, ids)) ?? sql`false`,
    erase: { keep: mergeRetention },
    kept: "without end",
  }),
];
