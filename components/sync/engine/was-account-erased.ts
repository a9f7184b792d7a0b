import type { Owner } from "./registry";

/** Whether this owner's account, or the guest it was here, asked to be forgotten while we kept a copy. */
export async function wasAccountErased(
  listErased: ((ids: string[]) => Promise<string[]>) | undefined,
  { id, guestId }: Owner,
): Promise<boolean> {
  const erasedIds = await listErased?.(guestId ? [id, guestId] : [id]);
  return (erasedIds ?? []).length > 0;
}
