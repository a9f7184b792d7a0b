import { db } from "@/db/client";
import { AppError } from "@/server/platform/errors";
import { isLinkSignature } from "@/server/platform/http/signed-link";
import { getPickup, toShopperRow } from "../pickup/queries";
import type { PickupRow } from "../pickup/schema";
import { getOrder } from "../queries";
import type { OrderRow } from "../schema";
import type { LinkedOrderInput, LinkedPickupInput } from "./signed-links.schema";

/** Hides personal data from the holder of a link: no name, contact, address or code, nothing to pay. */
const hidePersonalData = (row: OrderRow): OrderRow => ({
  ...row,
  contactName: "",
  email: "",
  phone: "",
  address: null,
  payment: row.payment && { ...row.payment, url: null },
  fulfilments: row.fulfilments.map((f) => ({ ...f, code: null, tracking: "" })),
});

/** Returns the order of a signed link, read-only. Throws NOT_FOUND, for a wrong signature as for an unknown id. */
export async function getLinkedOrder({ orderId, signature }: LinkedOrderInput): Promise<OrderRow> {
  if (!isLinkSignature("order", orderId, signature)) throw new AppError("NOT_FOUND");
  return hidePersonalData(await getOrder(orderId));
}

/**
 * Returns the reservation of a signed link, read-only. Throws NOT_FOUND, for a wrong signature as for an unknown id.
 */
export async function getLinkedPickup({ pickupId, signature }: LinkedPickupInput): Promise<PickupRow> {
  if (!isLinkSignature("pickup", pickupId, signature)) throw new AppError("NOT_FOUND");
  return { ...toShopperRow(await getPickup(pickupId, db())), code: "", contactName: "", contact: "" };
}
