import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { fittingItem } from "@/db/schema/fittings";
import { staff } from "@/db/schema/identity";
import { pickupLine } from "@/db/schema/orders";
import { ctxOf } from "@/server/testing/factories";
import { newHelpCode } from "@/server/assistance/commands";
import { approve } from "@/server/staff/approvals";
import { writeOffLimitMinor } from "@/server/staff/approvals.rules";
import { hashPin } from "@/server/platform/ids";
import { fittingOf, itemOf, pickupOf } from "../matrix/objects";
import { pushToA } from "../matrix/shop";
import { grantedTo, type World } from "../matrix/world";
import { onShift } from "../people";
import type { AuditCase, AuditCases } from "./case";

const pin = "4711";

/** A colleague in the consultant's store who has that PIN, and so many wrong tries. */
async function colleague({ store }: World, role: "consultant" | "manager" = "consultant", pinTries = 0) {
  const { staffId } = await onShift(store.id, role, "Sevda");
  await db()
    .update(staff)
    .set({ pinHash: await hashPin(pin), pinTries })
    .where(eq(staff.id, staffId));
  return staffId;
}

const withRight = async (world: World) => ({ staffId: await colleague(world), pin });
const withLastWrong = async (world: World) => ({ staffId: await colleague(world, "consultant", 4), pin: "1174" });

/** The code that customer A says aloud. */
async function saidCode({ people: { customerA } }: World) {
  const { shopperId, deviceId } = customerA;
  const actor = { kind: "customer", shopperId, deviceId, device: "phone", guestId: null } as const;
  return { code: (await newHelpCode({ ...ctxOf(actor), actor })).value };
}

let phones = 0;
/** The number of customer A's account. */
async function knownPhone({ people: { customerA } }: World) {
  const phone = `+99450${String(1_000_000 + phones++)}`;
  await db().insert(shopperContact).values({ shopperId: customerA.shopperId, kind: "phone", value: phone });
  return { phone, reason: "in_store" };
}

/** A piece above the limit that is not found, and the manager's word for it. */
async function valuable(world: World) {
  const { staffId, storeId, storeDeviceId, sessionId, name } = world.people.consultant;
  const { pickupId, lineId } = await pickupOf(world, "picking", staffId);
  const amountMinor = writeOffLimitMinor + 1;
  await db().update(pickupLine).set({ priceMinor: amountMinor, status: "reserved" }).where(eq(pickupLine.id, lineId));
  const act = { action: "stock.write_off", subjectId: lineId, amountMinor } as const;
  const who = { kind: "staff", surface: "store", role: "consultant", staffId, storeId, storeDeviceId, sessionId, name };
  const ctx = ctxOf(who as Parameters<typeof ctxOf>[0], "store");
  const { approvalId } = await approve(ctx, { staffId: await colleague(world, "manager"), pin, act });
  return { pickupId, lineId, status: "declined", approvalId };
}

const wrongCode = async (world: World) => {
  const { pickupId, code } = await pickupOf(world, "ready");
  return { pickupId, code: code === "123456" ? "654321" : "123456" };
};

/** A pick-up of which nothing was found. */
async function emptyPickup(world: World) {
  const { pickupId, lineId } = await pickupOf(world, "picking", world.people.consultant.staffId);
  await db().update(pickupLine).set({ status: "declined" }).where(eq(pickupLine.id, lineId));
  return { pickupId };
}

const takenDown = async (world: World) => {
  const fittingId = await fittingOf(world, "checked_in");
  const itemId = await itemOf(world, fittingId);
  await db().update(fittingItem).set({ status: "in_room" }).where(eq(fittingItem.id, itemId));
  return { fittingId, itemId, inRoom: false };
};

const both = (...acts: AuditCase["acts"]): readonly [AuditCase] => [{ acts, figures: "both" }];
/** A look or a session: nothing changes that figures could tell. */
const told = (...acts: AuditCase["acts"]): AuditCase => ({ acts, figures: "none" });

/** What staff does on a tablet. */
export const tabletCases = {
  "identity.store.enrol": [{ as: "anonymous", acts: ["device.enrolled"], by: "tablet", figures: "after" }],
  "identity.store.startShift": [
    { as: "tablet", input: withRight, by: "entering", ...told("shift.started") },
    { as: "tablet", input: withLastWrong, by: "tablet", ...told("pin.locked"), refusal: "PIN_LOCKED" },
    // The colleague before is signed out by it.
    { as: "consultant", input: withRight, by: "entering", ...told("shift.ended", "shift.started") },
  ],
  "identity.store.lock": [told("shift.ended")],
  "identity.store.touch": { silent: "says that the tablet is in use; the shift's beginning and end are recorded" },
  "identity.store.approve": [
    {
      input: async (world) => ({
        staffId: await colleague(world, "manager"),
        pin,
        act: { action: "stock.write_off", subjectId: world.variantId, amountMinor: 1 },
      }),
      acts: ["approval.given"],
      figures: "none",
      fourEyes: true,
    },
  ],
  "identity.store.unlock": [
    {
      as: "manager",
      input: async (world) => ({ staffId: await colleague(world, "consultant", 5) }),
      acts: ["pin.unlocked"],
      figures: "both",
    },
  ],
  "client.open": [
    { input: saidCode, ...told("client.opened") },
    { ...told("client.code_wrong"), refusal: "CODE_EXPIRED" },
    {
      // The client before is closed by it.
      input: async (world, who) => {
        await grantedTo(world, who);
        const other = { ...world, people: { ...world.people, customerA: world.people.customerB } };
        return saidCode(other);
      },
      ...told("client.ended", "client.opened"),
    },
  ],
  "client.ask": [told("client.looked_up"), { input: knownPhone, ...told("client.asked", "client.looked_up") }],
  "client.history": [told("client.history")],
  "client.use": [told("client.looked")],
  "client.end": [told("client.ended")],
  "sync.push": [
    { input: async (world, who) => [await grantedTo(world, who), pushToA(world)][1], ...told("client.cart_changed") },
  ],
  "sale.place": [{ acts: ["sale.placed"], figures: "after" }],
  "sale.pickup": [
    {
      acts: ["pickup.code_checked", "sale.placed"],
      figures: { "pickup.code_checked": "none", "sale.placed": "after" },
    },
  ],
  "sale.cash": [{ acts: ["sale.cash"], figures: "after" }],
  "sale.status": { silent: "asks the provider whether it is paid; what was sold is recorded" },
  "sale.cancel": [{ acts: ["sale.cancelled"], figures: "none" }],
  "store.pickup.claim": both("pickup.picking"),
  "store.pickup.unclaim": both("pickup.reserved"),
  "store.pickup.setLine": [
    ...both("pickup.line.reserved"),
    { input: valuable, acts: ["pickup.line.declined"], figures: "both", fourEyes: true },
  ],
  "store.pickup.ready": [...both("pickup.ready"), { input: emptyPickup, acts: ["pickup.declined"], figures: "both" }],
  "store.pickup.called": [{ acts: ["pickup.called"], figures: "none" }],
  "store.pickup.checkCode": [
    told("pickup.code_checked"),
    {
      input: async (world) => ({ code: (await wrongCode(world)).code }),
      ...told("pickup.code_wrong"),
      refusal: "CODE_WRONG",
    },
  ],
  "store.pickup.handOver": [
    ...both("pickup.collected"),
    { input: wrongCode, ...told("pickup.code_wrong"), refusal: "CODE_WRONG" },
  ],
  "fittings.desk.walkIn": [{ acts: ["fitting.walk_in"], figures: "after" }],
  "fittings.desk.checkIn": both("fitting.check_in"),
  "fittings.desk.finish": both("fitting.finish"),
  "fittings.desk.noShow": both("fitting.no_show"),
  "fittings.desk.dismiss": both("fitting.dismiss"),
  "fittings.desk.undo": both("fitting.undo"),
  "fittings.desk.prepare": both("fitting.prepare"),
  "fittings.desk.leave": both("fitting.leave"),
  "fittings.desk.hang": [...both("fitting.hang"), { input: takenDown, acts: ["fitting.take_down"], figures: "both" }],
  "fittings.desk.claim": both("room_request.claim"),
  "fittings.desk.release": both("room_request.release"),
  "fittings.desk.bring": both("room_request.bring"),
} satisfies AuditCases;
