import { z } from "zod";
import { pinSchema } from "./schema";

/** Actions that need a second person's PIN. */
const approvalActions = ["stock.write_off", "refund"] as const;

/** One action: what, on which object, of which value. An approval is valid for exactly this. */
const actSchema = z.strictObject({
  action: z.enum(approvalActions),
  subjectId: z.uuid(),
  /** In the minor unit of the object's currency; 0 where no money is involved. */
  amountMinor: z.number().int().min(0).max(1_000_000_000),
});
export type ApprovedAct = z.infer<typeof actSchema>;

export const approveSchema = z.strictObject({ staffId: z.uuid(), pin: pinSchema, act: actSchema });
export type ApproveInput = z.infer<typeof approveSchema>;
