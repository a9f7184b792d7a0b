import type { Tx } from "@/db/client";
import type { Carried } from "@/db/schema/identity-graph";
import { createHook } from "@/server/platform/hook";
import type { Announce } from "@/server/sync/commit";

/** What a merge of two scopes carried over. */
export type CarriedEntities = Pick<Carried, "lines" | "favourites" | "pickups" | "orders" | "fittings" | "waits">;

export type ScopeMerging = {
  /** Moves one shopper's cart, favourites, orders and bookings to another. */
  merge(tx: Tx, announce: Announce, fromId: string, intoId: string): Promise<CarriedEntities>;
  /** Returns what a merge carried over. */
  split(tx: Tx, announce: Announce, merge: { fromId: string; intoId: string }, carried: CarriedEntities): Promise<void>;
};

/** What carts, orders and bookings do when two shoppers turn out to be one. */
export const scopeMerging = createHook<ScopeMerging>("shoppers.scopes");
