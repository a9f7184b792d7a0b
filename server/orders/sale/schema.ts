import { z } from "zod";

export const clientSchema = z.strictObject({ clientId: z.uuid() });
