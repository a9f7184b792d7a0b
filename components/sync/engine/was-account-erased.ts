import type { Owner } from "./registry";

/** Whether this owner's account, or the guest it was here, asked to be forgotten while we kept a copy. */
export async function wasErased(
  erased: ((ids: string[]) => Promise<string[]>) | undefined,
  { id, guestId }: Owner,
): Promise<boolean> {
  const gone = await erased?.(guestId ? [id, guestId] : [id]);
  return (gone ?? []).length > 0;
}
