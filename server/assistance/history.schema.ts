import type { LocalisedText } from "@/db/columns";

/** A piece that the client took home, as the consultant helping now may see it. */
export type PurchasedItem = { variantId: string; title: LocalisedText; options: string; at: string; storeName: string };
