import { randomUUID } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { payment, registerSession } from "@/db/schema/payments";
import { captureCash, requestRefund } from "@/server/payments/commands";
import { getStripe } from "@/server/payments/provider";
import { createIntent, processIntent } from "@/server/payments/terminal/provider";
import { commitWithChanges } from "@/server/sync/commit";
import { makeReader } from "@/server/testing/payments";
import { type Cell, type ProcedureName, shifts } from "./cell";
import { createSale, getSeller } from "./orders";
import type { Role, World } from "./world";

const ofStore = { field: "orderId", of: "store" } as const;
/** Without a provider no reader is called; the owner of the sale is checked before. */
const off = ["PAYMENT_DISABLED"] as const;

/** A sale in the consultant's store that is paid at a reader there. */
async function createReaderSale(world: World, who: Role) {
  const { orderId } = await createSale(world, who);
  await db().update(payment).set({ method: "card_terminal" }).where(eq(payment.orderId, orderId));
  return { orderId, readerId: getStripe() ? await makeReader(world.store.code) : "tmr_none" };
}

/** The same, and the reader asks for a card. */
async function createReaderPayment(world: World, who: Role) {
  const input = await createReaderSale(world, who);
  const client = getStripe();
  const [due] = await db().select().from(payment).where(eq(payment.orderId, input.orderId));
  if (!client || !due) return input;
  const intent = await createIntent(due);
  const refs = { providerRef: intent, intentRef: intent };
  await db().update(payment).set(refs).where(eq(payment.id, due.id));
  await processIntent(input.readerId, intent);
  return input;
}

/** Closes the caller's register, so that it can be opened. */
async function closeRegister(world: World, who: Role): Promise<void> {
  for (const role of [who, "consultant", "manager", "elsewhere"] as const) {
    // Whose session ended is no person of the world's.
    const person: World["people"]["consultant"] | undefined = world.people[role as "consultant"];
    if (!person || !("storeDeviceId" in person)) continue;
    const mine = and(eq(registerSession.storeDeviceId, person.storeDeviceId), isNull(registerSession.closedAt));
    await db().update(registerSession).set({ closedAt: new Date(), countedMinor: 0, expectedMinor: 0 }).where(mine);
  }
}

/** An open register with 100.00 for the caller. */
async function openRegister(world: World, who: Role): Promise<void> {
  await closeRegister(world, who);
  const people = [world.people.consultant, world.people.manager, world.people.elsewhere];
  await db()
    .insert(registerSession)
    .values(
      people.map(({ storeDeviceId, staffId: openedBy, storeId }) => ({
        storeId,
        storeDeviceId,
        openedBy,
        currency: "AZN",
        floatMinor: 100_000,
      })),
    );
}

/** Cash of a sale in the store that waits to be given back. */
async function createCashRefund(world: World, who: Role) {
  const { orderId } = await createSale(world, who);
  await openRegister(world, who);
  const { staffId, storeDeviceId } = getSeller(world, who);
  const [shift] = await db()
    .select()
    .from(registerSession)
    .where(and(eq(registerSession.storeDeviceId, storeDeviceId), isNull(registerSession.closedAt)));
  const [due] = await db().select().from(payment).where(eq(payment.orderId, orderId));
  const [refund] = await commitWithChanges(async (tx, announce) => {
    const taken = { paymentId: due?.id ?? "", registerSessionId: shift?.id ?? "", staffId };
    await captureCash(tx, announce, taken);
    return requestRefund(tx, { orderId, amountMinor: 100, reason: "returned", staffId });
  });
  return { refundId: refund?.id ?? "" };
}

const withOpenRegister = (input: object) => async (world: World, who: Role) => {
  await openRegister(world, who);
  return { key: randomUUID(), ...input };
};

/** Readers and registers: of the own store and the own tablet. */
export const paymentCells = {
  "payments.getSettings": {},
  "payments.store.listReaders": { answers: off },
  "payments.store.startReader": { input: createReaderSale, object: ofStore, answers: off },
  "payments.store.getReaderStatus": { input: createReaderPayment, object: ofStore, answers: off },
  "payments.store.stopReader": { input: createReaderPayment, object: ofStore, answers: off },
  "payments.store.presentTestCard": {
    input: async (world, who) => ({ ...(await createReaderPayment(world, who)), card: "taken" }),
    object: ofStore,
    answers: off,
  },
  "register.store.get": {},
  "register.store.open": {
    input: async (world, who) => {
      await closeRegister(world, who);
      return { key: randomUUID(), floatMinor: 10_000 };
    },
  },
  "register.store.moveCash": { input: withOpenRegister({ direction: "out", amountMinor: 500, note: "change" }) },
  "register.store.close": { input: withOpenRegister({ countedMinor: 90_000, note: "a note is missing" }) },
  // Cash goes back in whichever store.
  "register.store.payOut": { input: createCashRefund, only: shifts },
  "register.office.listSessions": { input: () => ({}) },
} satisfies Partial<Record<ProcedureName, Cell>>;
