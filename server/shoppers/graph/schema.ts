import { z } from "zod";

export const reviewIdSchema = z.strictObject({ reviewId: z.uuid() });
export const mergeIdSchema = z.strictObject({ mergeId: z.uuid() });
/** An exact e-mail or phone, as typed. */
export const findMergesSchema = z.strictObject({ address: z.string().trim().min(3).max(254) });

/** An account as the office sees it for its decision: no name, masked addresses. */
export type AccountSummary = {
  shopperId: string;
  contacts: string[];
  /** ISO times. */
  since: string;
  lastSeenAt: string | null;
  pickups: number;
  fittings: number;
};

export type ReviewView = {
  reviewId: string;
  at: string;
  evidence: "email" | "phone" | "google";
  /** The account that holds the address, and the one whose owner verified it. */
  holder: AccountSummary;
  claimant: AccountSummary;
};

export type MergeView = {
  mergeId: string;
  at: string;
  source: "sign_in" | "review";
  into: AccountSummary;
  /** How much was carried over. */
  carried: { lines: number; favourites: number; pickups: number; fittings: number; devices: number; contacts: number };
  splitAt: string | null;
};
