import type { Owner } from "./registry";

/** Whether this owner's account, or its former guest, was erased while a copy was kept here. */
export async function wasAccountErased(
  listErased: ((ids: string[]) => Promise<string[]>) | undefined,
  { id, guestId }: Owner,
): Promise<boolean> {
  const erasedIds = await listErased?.(guestId ? [id, guestId] : [id]);
  return (erasedIds ?? []).length > 0;
}
