import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { fittingItem } from "@/db/schema/fittings";
import { staff } from "@/db/schema/identity";
import { pickupLine } from "@/db/schema/orders";
import { createHelpCode } from "@/server/assistance/commands";
import { hashPin } from "@/server/platform/ids";
import { approve } from "@/server/staff/approvals";
import { writeOffLimitMinor } from "@/server/staff/rules";
import { ctxOf } from "@/server/testing/factories";
import { createFitting, createPickup, findItem } from "../matrix/objects";
import { buildPushToA } from "../matrix/shop";
import { createGrant, type World } from "../matrix/world";
import { createShift } from "../people";
import type { AuditCase, AuditCases } from "./case";

const pin = "4711";

/** A colleague in the consultant's store who has that PIN, and so many wrong tries. */
async function createColleague({ store }: World, role: "consultant" | "manager" = "consultant", pinTries = 0) {
  const { staffId } = await createShift(store.id, role, "Sevda");
  await db()
    .update(staff)
    .set({ pinHash: await hashPin(pin), pinTries })
    .where(eq(staff.id, staffId));
  return staffId;
}

const buildRightPin = async (world: World) => ({ staffId: await createColleague(world), pin });
const buildLastWrongPin = async (world: World) => ({
  staffId: await createColleague(world, "consultant", 4),
  pin: "1174",
});

/** The code that customer A says aloud. */
async function createSpokenCode({ people: { customerA } }: World) {
  const { shopperId, deviceId } = customerA;
  const actor = { kind: "customer", shopperId, deviceId, device: "phone", guestId: null } as const;
  return { code: (await createHelpCode({ ...ctxOf(actor), actor })).value };
}

let phones = 0;
/** The number of customer A's account. */
async function createKnownPhone({ people: { customerA } }: World) {
  const phone = `+99450${String(1_000_000 + phones++)}`;
  await db().insert(shopperContact).values({ shopperId: customerA.shopperId, kind: "phone", value: phone });
  return { phone, reason: "in_store" };
}

/** A missing item above the limit, and the manager's approval. */
async function createValuablePickup(world: World) {
  const { staffId, storeId, storeDeviceId, sessionId, name } = world.people.consultant;
  const { pickupId, lineId } = await createPickup(world, "picking", staffId);
  const amountMinor = writeOffLimitMinor + 1;
  await db().update(pickupLine).set({ priceMinor: amountMinor, status: "reserved" }).where(eq(pickupLine.id, lineId));
  const act = { action: "stock.write_off", subjectId: lineId, amountMinor } as const;
  const who = { kind: "staff", surface: "store", role: "consultant", staffId, storeId, storeDeviceId, sessionId, name };
  const ctx = ctxOf(who as Parameters<typeof ctxOf>[0], "store");
  const { approvalId } = await approve(ctx, { staffId: await createColleague(world, "manager"), pin, act });
  return { pickupId, lineId, status: "declined", approvalId };
}

const buildWrongCode = async (world: World) => {
  const { pickupId, code } = await createPickup(world, "ready");
  return { pickupId, code: code === "123456" ? "654321" : "123456" };
};

/** A pickup of which nothing was found. */
async function createEmptyPickup(world: World) {
  const { pickupId, lineId } = await createPickup(world, "picking", world.people.consultant.staffId);
  await db().update(pickupLine).set({ status: "declined" }).where(eq(pickupLine.id, lineId));
  return { pickupId };
}

const createTakenDownItem = async (world: World) => {
  const fittingId = await createFitting(world, "checked_in");
  const itemId = await findItem(world, fittingId);
  await db().update(fittingItem).set({ status: "in_room" }).where(eq(fittingItem.id, itemId));
  return { fittingId, itemId, inRoom: false };
};

const withFigures = (...acts: AuditCase["acts"]): readonly [AuditCase] => [{ acts, figures: "both" }];
/** An access or a session: no figures change. */
const withoutFigures = (...acts: AuditCase["acts"]): AuditCase => ({ acts, figures: "none" });

/** What staff does on a tablet. */
export const tabletCases = {
  "staff.store.enrolDevice": [{ as: "anonymous", acts: ["device.enrolled"], by: "tablet", figures: "after" }],
  "staff.store.startShift": [
    { as: "tablet", input: buildRightPin, by: "entering", ...withoutFigures("shift.started") },
    { as: "tablet", input: buildLastWrongPin, by: "tablet", ...withoutFigures("pin.locked"), refusal: "PIN_LOCKED" },
    // The colleague before is signed out by it.
    { as: "consultant", input: buildRightPin, by: "entering", ...withoutFigures("shift.ended", "shift.started") },
  ],
  "staff.store.lock": [withoutFigures("shift.ended")],
  "staff.store.extendShift": { silent: "says that the tablet is in use; the shift's beginning and end are recorded" },
  "staff.store.approve": [
    {
      input: async (world) => ({
        staffId: await createColleague(world, "manager"),
        pin,
        act: { action: "stock.write_off", subjectId: world.variantId, amountMinor: 1 },
      }),
      acts: ["approval.given"],
      figures: "none",
      fourEyes: true,
    },
  ],
  "staff.store.unlock": [
    {
      as: "manager",
      input: async (world) => ({ staffId: await createColleague(world, "consultant", 5) }),
      acts: ["pin.unlocked"],
      figures: "both",
    },
  ],
  "assistance.store.open": [
    { input: createSpokenCode, ...withoutFigures("client.opened") },
    { ...withoutFigures("client.code_wrong"), refusal: "CODE_EXPIRED" },
    {
      // It closes the earlier customer's grant.
      input: async (world, who) => {
        await createGrant(world, who);
        const other = { ...world, people: { ...world.people, customerA: world.people.customerB } };
        return createSpokenCode(other);
      },
      ...withoutFigures("client.ended", "client.opened"),
    },
  ],
  "assistance.store.request": [
    withoutFigures("client.looked_up"),
    { input: createKnownPhone, ...withoutFigures("client.asked", "client.looked_up") },
  ],
  "assistance.store.listPurchases": [withoutFigures("client.history")],
  "assistance.store.extend": [withoutFigures("client.looked")],
  "assistance.end": [withoutFigures("client.ended")],
  "sync.push": [
    {
      input: async (world, who) => [await createGrant(world, who), buildPushToA(world)][1],
      ...withoutFigures("client.cart_changed"),
    },
  ],
  "sales.store.place": [{ acts: ["sale.placed"], figures: "after" }],
  "sales.store.sellPickup": [
    {
      acts: ["pickup.code_checked", "sale.placed"],
      figures: { "pickup.code_checked": "none", "sale.placed": "after" },
    },
  ],
  "sales.store.acceptCash": [{ acts: ["sale.cash"], figures: "after" }],
  "sales.store.getStatus": { silent: "asks the provider whether it is paid; what was sold is recorded" },
  "sales.store.cancel": [{ acts: ["sale.cancelled"], figures: "none" }],
  "pickups.store.claim": withFigures("pickup.picking"),
  "pickups.store.unclaim": withFigures("pickup.reserved"),
  "pickups.store.setLine": [
    ...withFigures("pickup.line.reserved"),
    { input: createValuablePickup, acts: ["pickup.line.declined"], figures: "both", fourEyes: true },
  ],
  "pickups.store.markReady": [
    ...withFigures("pickup.ready"),
    { input: createEmptyPickup, acts: ["pickup.declined"], figures: "both" },
  ],
  "pickups.store.markCalled": [{ acts: ["pickup.called"], figures: "none" }],
  "pickups.store.checkCode": [
    withoutFigures("pickup.code_checked"),
    {
      input: async (world) => ({ code: (await buildWrongCode(world)).code }),
      ...withoutFigures("pickup.code_wrong"),
      refusal: "CODE_WRONG",
    },
  ],
  "pickups.store.handOver": [
    ...withFigures("pickup.collected"),
    { input: buildWrongCode, ...withoutFigures("pickup.code_wrong"), refusal: "CODE_WRONG" },
  ],
  "fittings.store.bookWalkIn": [{ acts: ["fitting.walk_in"], figures: "after" }],
  "fittings.store.checkIn": withFigures("fitting.check_in"),
  "fittings.store.finish": withFigures("fitting.finish"),
  "fittings.store.markNoShow": withFigures("fitting.no_show"),
  "fittings.store.cancel": withFigures("fitting.dismiss"),
  "fittings.store.undo": withFigures("fitting.undo"),
  "fittings.store.startPreparation": withFigures("fitting.prepare"),
  "fittings.store.stopPreparation": withFigures("fitting.leave"),
  "fittings.store.setItemInRoom": [
    ...withFigures("fitting.hang"),
    { input: createTakenDownItem, acts: ["fitting.take_down"], figures: "both" },
  ],
  "fittings.store.claimRequest": withFigures("room_request.claim"),
  "fittings.store.releaseRequest": withFigures("room_request.release"),
  "fittings.store.markBrought": withFigures("room_request.bring"),
} satisfies AuditCases;
