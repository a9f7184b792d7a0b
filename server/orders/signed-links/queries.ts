import { db } from "@/db/client";
import { AppError } from "@/server/platform/errors";
import { isLinkSignature } from "@/server/platform/http/signed-link";
import { getPickup, toShopperRow } from "../pickup/queries";
import type { PickupRow } from "../pickup/schema";
import { getOrder } from "../queries";
import type { OrderRow } from "../schema";
import type { LinkedOrderInput, LinkedPickupInput } from "./schema";

type SignatureGuard = typeof isLinkSignature;

/** An order for whoever holds a link to it: nobody's name, contact or address, no code, nothing to pay. */
const hidePersonalData = (row: OrderRow): OrderRow => ({
  ...row,
  ...{ contactName: "", email: "", phone: "", address: null },
  payment: row.payment && { ...row.payment, url: null },
  fulfilments: row.fulfilments.map((f) => ({ ...f, code: null, tracking: "" })),
});

/** Builds the query below behind the given guard. */
export const getLinkedOrderWith =
  (isRight: SignatureGuard) =>
  async ({ orderId, signature }: LinkedOrderInput): Promise<OrderRow> => {
    if (!isRight("order", orderId, signature)) throw new AppError("NOT_FOUND");
    return hidePersonalData(await getOrder(orderId));
  };

/** The order that a signed link opens, to be looked at. Throws NOT_FOUND, for a wrong signature as for an unknown id. */
export const getLinkedOrder = getLinkedOrderWith(isLinkSignature);

/** Builds the query below behind the given guard. */
export const getLinkedPickupWith =
  (isRight: SignatureGuard) =>
  async ({ pickupId, signature }: LinkedPickupInput): Promise<PickupRow> => {
    if (!isRight("pickup", pickupId, signature)) throw new AppError("NOT_FOUND");
    return { ...toShopperRow(await getPickup(pickupId, db())), code: "", contactName: "", contact: "" };
  };

/** The reservation that a signed link opens, to be looked at. Throws NOT_FOUND, for a wrong signature as for an unknown id. */
export const getLinkedPickup = getLinkedPickupWith(isLinkSignature);
