import { z } from "zod";
import { type Channel, channels } from "./rules";

export const recordDecisionSchema = z.strictObject({ channel: z.enum(channels), granted: z.boolean() });
export type ConsentDecision = z.infer<typeof recordDecisionSchema>;

/** One decision as it was recorded; `textVersion` names the words that were shown. */
export type ConsentView = {
  id: string;
  purpose: "data_processing" | "advertising";
  channel: "any" | Channel;
  decision: "told" | "granted" | "withdrawn";
  textVersion: string;
  surface: string;
  at: string;
};

/** What holds now, and how it came to that; newest first. */
export type Consents = { advertising: Record<Channel, boolean>; records: ConsentView[] };
