import { inArray, sql } from "drizzle-orm";
import { cashMovement, payment, providerEvent, refund, registerSession } from "@/db/schema/payments";
import { ofNobody, ofShopper, ofStaff, type PersonalData, type Subject } from "@/server/platform/personal-data";

const keptForAccounting = "what was paid and given back must be accounted for; card data never reach us";
const retention = "as long as the accounts must be kept";
const ordersOfSubject = ({ ids }: Subject) =>
  sql`(select o.id from customer_order o where ${inArray(sql`o.shopper_id`, ids)})`;

export const paymentsData: PersonalData = {
  module: "payments",
  tables: [
    ...ofNobody(providerEvent),
    ofStaff(cashMovement, ["staffId"], retention),
    ofStaff(registerSession, ["openedBy", "closedBy"], retention),
    ofShopper(refund, {
      columns: {
        id: "internal",
        paymentId: "internal",
        orderId: "internal",
        amountMinor: "describes",
        currency: "describes",
        reason: "describes",
        status: "describes",
        providerRef: "internal",
        failure: "internal",
        staffId: "internal",
        registerSessionId: "internal",
        attempts: "internal",
        createdAt: "describes",
        nextAt: "internal",
        endedAt: "describes",
      },
      whose: (subject) => sql`${refund.orderId} in ${ordersOfSubject(subject)}`,
      erase: { keep: keptForAccounting },
      kept: retention,
    }),
    ofShopper(payment, {
      columns: {
        id: "internal",
        orderId: "internal",
        method: "describes",
        status: "describes",
        amountMinor: "describes",
        currency: "describes",
        providerRef: "internal",
        intentRef: "internal",
        url: "secret",
        failure: "internal",
        registerSessionId: "internal",
        createdAt: "describes",
        expiresAt: "describes",
        checkedAt: "internal",
        capturedAt: "describes",
      },
      whose: (subject) => sql`${payment.orderId} in ${ordersOfSubject(subject)}`,
      erase: { set: { url: sql`null` }, because: keptForAccounting },
      kept: retention,
    }),
  ],
};
