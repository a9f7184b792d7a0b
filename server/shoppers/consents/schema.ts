import { z } from "zod";
import { type Channel, channels } from "./rules";

export const recordDecisionSchema = z.strictObject({ channel: z.enum(channels), granted: z.boolean() });
export type ConsentDecision = z.infer<typeof recordDecisionSchema>;

/** One recorded decision; `textVersion` names the text that was shown. */
export type ConsentView = {
  id: string;
  purpose: "data_processing" | "advertising";
  channel: "any" | Channel;
  decision: "told" | "granted" | "withdrawn";
  textVersion: string;
  surface: string;
  at: string;
};

/** The current consents and their history; newest first. */
export type Consents = { advertising: Record<Channel, boolean>; records: ConsentView[] };
