import { z } from "zod";

/** `cursor`: where to continue, `next` of the previous page. */
export const accessLogSchema = z.strictObject({
  cursor: z.string().max(80).nullish(),
  /** Sent by tRPC's infinite queries; pages are read in one direction only. */
  direction: z.literal("forward").optional(),
});

export const accessActions = ["client.opened", "client.looked", "client.history", "client.asked"] as const;
export type AccessAction = (typeof accessActions)[number];

/**
 * One access to a shopper's data, as the shopper may read it: what was viewed, by which consent or for which reason.
 */
export type AccessLogItem = {
  id: string;
  at: string;
  action: AccessAction;
  /** The shopper's consent, or the reason that the consultant gave. */
  why: string;
  storeName: string;
  /** IANA time zone of the store. */
  timeZone: string;
  /** First name. */
  consultant: string;
};

export type AccessLogPage = { looks: AccessLogItem[]; next: string | null };
