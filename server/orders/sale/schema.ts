import { z } from "zod";

export const clientSchema = z.strictObject({ shopperId: z.uuid() });
