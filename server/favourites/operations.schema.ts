import { z } from "zod";
import { operationSchema } from "@/server/sync/schema";

const id = z.uuid();

/** The operations a device may queue for favourites. */
export const favouriteOperations = [
  operationSchema("favourite.add", { productId: id }),
  /** `seenVersion` is the version of the row in the device's base, 0 when it is only in its own queue. */
  operationSchema("favourite.remove", { productId: id, seenVersion: z.number().int().min(0) }),
] as const;
export type FavouriteOp = z.infer<(typeof favouriteOperations)[number]>;
