import type { Patch } from "@/server/sync/schema";
import { expireDue } from "./expire";
import { offerFreeSlots } from "./offers";

/** Expires what is due and offers what is free; of one store or of all. Idempotent. */
export async function processWaitlist(storeId?: string): Promise<void> {
  await expireDue(storeId);
  await offerFreeSlots(storeId);
}

/** The store whose waiting list a committed change concerns, or null. */
export function findChangedStore({ scope, changes }: Patch): string | null {
  const relevant = changes.filter((c) => c.entity === "fitting" || c.entity === "fitting_wait");
  // Each change is in the shopper's scope too: the store's is enough.
  return relevant.some(({ row }) => row === null || row.storeId === scope) ? scope : null;
}
