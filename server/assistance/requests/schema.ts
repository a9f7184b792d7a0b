import { z } from "zod";

/** Why a consultant looks somebody up: a closed list, so that the trail holds no free text. */
export const helpReasons = ["in_store", "by_phone", "pickup", "fitting"] as const;
export type HelpReason = (typeof helpReasons)[number];

export const requestAssistanceSchema = z.strictObject({
  phone: z.string().trim().min(5).max(60),
  reason: z.enum(helpReasons),
});
export type RequestAssistanceInput = z.infer<typeof requestAssistanceSchema>;
export const requestIdSchema = z.strictObject({ requestId: z.uuid() });
export const answerRequestSchema = z.strictObject({ requestId: z.uuid(), accept: z.boolean() });

/** Entity `help_request` in a shopper's scope: who asks to see the bag, from where and why. */
export type HelpRequestRow = {
  requestId: string;
  consultant: string;
  storeName: string;
  reason: string;
  expiresAt: string;
};

/** What the consultant learns: that it was asked, never whether somebody was there to hear it. */
export type SentRequest = { requestId: string; phone: string; seconds: number };

/** Declined, ignored and asked of nobody are all `waiting`, then `over`. */
export type RequestState = "waiting" | "accepted" | "over";
