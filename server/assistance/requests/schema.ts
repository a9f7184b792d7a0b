import { z } from "zod";

/** Reasons for a look-up: a closed list, so that the trail holds no free text. */
export const helpReasons = ["in_store", "by_phone", "pickup", "fitting"] as const;
export type HelpReason = (typeof helpReasons)[number];

export const requestAssistanceSchema = z.strictObject({
  phone: z.string().trim().min(5).max(60),
  reason: z.enum(helpReasons),
});
export type RequestAssistanceInput = z.infer<typeof requestAssistanceSchema>;
export const requestIdSchema = z.strictObject({ requestId: z.uuid() });
export const answerRequestSchema = z.strictObject({ requestId: z.uuid(), accept: z.boolean() });

/** Entity `help_request` in a shopper's scope: who requests access to the cart, from where and why. */
export type HelpRequestRow = {
  requestId: string;
  consultant: string;
  storeName: string;
  reason: string;
  expiresAt: string;
};

/** The consultant learns only that the request was sent, not whether the number has an owner. */
export type SentRequest = { requestId: string; phone: string; seconds: number };

/** Declined, ignored and sent to an unknown number are all `waiting`, then `over`. */
export type RequestState = "waiting" | "accepted" | "over";
