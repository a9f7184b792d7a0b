import type { CartLineRow } from "@/server/cart/schema";
import type { FavouriteRow } from "@/server/favourites/schema";
import type { OpBody } from "@/server/operations/schema";
import type { PickupRow } from "@/server/orders/pickup/schema";
import type { OrderRow } from "@/server/orders/schema";
import type { RemoteChange } from "./local-store";

/** A remote change and the operation that undoes it, if any. */
export type ChangeSummary = {
  what: "added" | "more" | "removed" | "liked" | "unliked" | "pickup" | "order" | "fitting" | "other";
  variantId?: string;
  productId?: string;
  quantity?: number;
  undo?: OpBody;
  pickup?: Pick<PickupRow, "id" | "number" | "status">;
  order?: Pick<OrderRow, "number" | "status">;
};

function summarizeLine(before: CartLineRow | null, after: CartLineRow | null): ChangeSummary | null {
  const had = before?.quantity ?? 0;
  const has = after?.quantity ?? 0;
  const line = after ?? before;
  if (!line || had === has) return null;
  const { variantId, fulfilment, lineKey } = line;
  const undo: OpBody =
    has > had
      ? { name: "cart.dec", args: { lineKey, quantity: has - had } }
      : { name: "cart.add", args: { variantId, fulfilment, quantity: had - has } };
  return { what: has === 0 ? "removed" : had === 0 ? "added" : "more", variantId, quantity: has, undo };
}

function summarizeFavourite(before: FavouriteRow | null, after: FavouriteRow | null): ChangeSummary | null {
  const productId = (after ?? before)?.productId;
  if (!productId || Boolean(before?.present) === Boolean(after?.present)) return null;
  if (!after?.present) return { what: "unliked", productId, undo: { name: "favourite.add", args: { productId } } };
  const undo: OpBody = { name: "favourite.remove", args: { productId, seenVersion: after.version } };
  return { what: "liked", productId, undo };
}

/**
 * Only what the store did, and only a new status: the shopper knows what the shopper did, and lines are for the page. A
 * tablet's rows have no code: its queue shows the change itself.
 */
function summarizePickup(
  before: PickupRow | null,
  after: PickupRow | null,
  by: RemoteChange["by"],
): ChangeSummary | null {
  if (by.device || !after?.code || before?.status === after.status) return null;
  return { what: "pickup", pickup: { id: after.id, number: after.number, status: after.status } };
}

/** The store's changes of an order; the shopper's own are shown on its page. */
function summarizeOrder(before: OrderRow | null, after: OrderRow | null, by: RemoteChange["by"]): ChangeSummary | null {
  if (!by.staff || !after || !before || before.status === after.status) return null;
  return { what: "order", order: { number: after.number, status: after.status } };
}

/** Maps a change to what its toast shows, or null when there is nothing to show. */
export function summarizeChange({ entity, before, after, by }: RemoteChange): ChangeSummary | null {
  if (entity === "cart_line") return summarizeLine(before as CartLineRow | null, after as CartLineRow | null);
  if (entity === "favourite") return summarizeFavourite(before as FavouriteRow | null, after as FavouriteRow | null);
  if (entity === "pickup") return summarizePickup(before as PickupRow | null, after as PickupRow | null, by);
  // Assistance requests and grants have notices of their own; a merge shows in the cart.
  if (entity === "help_request" || entity === "grant" || entity === "merged") return null;
  if (entity === "order") return summarizeOrder(before as OrderRow | null, after as OrderRow | null, by);
  // What is typed into the checkout shows in its fields.
  if (entity === "checkout") return null;
  // The shopper knows their own changes; only the store's are announced.
  if (entity === "fitting") return by.staff ? { what: entity } : null;
  return entity === "room_request" ? { what: "fitting" } : { what: "other" };
}
