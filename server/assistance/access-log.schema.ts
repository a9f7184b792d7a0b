import { z } from "zod";

/** `cursor`: where to go on reading, `next` of the page before. */
export const accessLogSchema = z.strictObject({
  cursor: z.string().max(80).nullish(),
  /** Said by tRPC's infinite queries; pages are read in one direction only. */
  direction: z.literal("forward").optional(),
});

export const accessActions = ["client.opened", "client.looked", "client.history", "client.asked"] as const;
export type AccessAction = (typeof accessActions)[number];

/** One look at a shopper's things, as the shopper may read it: what it was, by which consent or for which reason. */
export type AccessLogItem = {
  id: string;
  at: string;
  action: AccessAction;
  /** The shopper's act that allowed it, or the reason that the consultant gave for asking. */
  why: string;
  storeName: string;
  /** IANA zone of the store. */
  timeZone: string;
  /** First name. */
  consultant: string;
};

export type AccessLogPage = { looks: AccessLogItem[]; next: string | null };
