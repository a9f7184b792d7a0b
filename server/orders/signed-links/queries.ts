import { db } from "@/db/client";
import { AppError } from "@/server/platform/errors";
import { isSignatureOf } from "@/server/platform/http/signed-link";
import { pickupById, rowForShopper } from "../pickup/queries";
import type { PickupRow } from "../pickup/schema";
import { orderById } from "../queries";
import type { OrderRow } from "../schema";
import type { SharedOrder, SharedPickup } from "./schema";

type Guard = typeof isSignatureOf;

/** An order for whoever holds a link to it: nobody's name, contact or address, no code, nothing to pay. */
const withoutPerson = (row: OrderRow): OrderRow => ({
  ...row,
  ...{ contactName: "", email: "", phone: "", address: null },
  payment: row.payment && { ...row.payment, url: null },
  fulfilments: row.fulfilments.map((f) => ({ ...f, code: null, tracking: "" })),
});

/** Builds the query below behind the given guard. */
export const sharedOrderWith =
  (isRight: Guard) =>
  async ({ orderId, signature }: SharedOrder): Promise<OrderRow> => {
    if (!isRight("order", orderId, signature)) throw new AppError("NOT_FOUND");
    return withoutPerson(await orderById(orderId));
  };

/** The order that a signed link opens, to be looked at. Throws NOT_FOUND, for a wrong signature as for an unknown id. */
export const sharedOrder = sharedOrderWith(isSignatureOf);

/** Builds the query below behind the given guard. */
export const sharedPickupWith =
  (isRight: Guard) =>
  async ({ pickupId, signature }: SharedPickup): Promise<PickupRow> => {
    if (!isRight("pickup", pickupId, signature)) throw new AppError("NOT_FOUND");
    return { ...rowForShopper(await pickupById(pickupId, db())), code: "", contactName: "", contact: "" };
  };

/** The reservation that a signed link opens, to be looked at. Throws NOT_FOUND, for a wrong signature as for an unknown id. */
export const sharedPickup = sharedPickupWith(isSignatureOf);
