/**
 * A favourite; `present` false = a tombstone (never in a change). `clientId` null: several added it, or a merge did.
 */
export type FavouriteRow = { productId: string; present: boolean; version: number; clientId: string | null };
