import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { syncChange } from "@/db/schema/sync";
import { isAppError } from "@/server/platform/errors";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { book } from "../booking/commands";
import { getShopperFitting, listShopperFittingEntities, listStoreFittingEntities } from "../queries";
import { requestItem } from "../requests";
import { fittingStatuses } from "../rules";
import { bookWalkIn, cancelByStore, checkIn, finish, markNoShow, setItemInRoom, undoMove } from "./commands";
import { getStoreDay } from "./queries";

const setClock = (iso: string) => db().execute(sql`update clock_offset set shift = ${iso}::timestamptz - now()`);
const at = (time: string) => `2026-11-23T${time}:00.000Z`;
beforeEach(() => setClock(at("05:00")));
const getRefusal = (call: Promise<unknown>) =>
  call.then(
    () => "ok",
    (e: unknown) => (isAppError(e) ? e.appCode : Promise.reject(e)),
  );

async function makeVisit() {
  const [store, shopper, product] = await Promise.all([makeStore(), makeShopper(), makeProduct(["S", "M"])]);
  const [s, m] = product.variants.map((v) => v.id) as [string, string];
  await stock(s, store.id, 1);
  const rauf = await makeConsultant(store.id);
  const who = { contactName: "Leyla", contact: "leyla@example.test", key: randomUUID() };
  const call = { storeId: store.id, startsAt: at("10:00"), slots: 1 as const, variantIds: [m], ...who };
  const { fittingId } = await book(shopper.ctx, call);
  const row = () => getShopperFitting(shopper.id, fittingId);
  return { store, shopper, rauf, fittingId, s, m, row };
}

describe("a visit in the store", () => {
  it("goes from preparation to the end, announced to both scopes and audited", async () => {
    const { store, shopper, rauf, fittingId, s, m, row } = await makeVisit();
    await setClock(at("09:50"));
    const itemId = (await row()).items[0]?.itemId ?? "";
    await setItemInRoom(rauf.ctx, { fittingId, itemId, inRoom: true });
    await checkIn(rauf.ctx, { fittingId });
    expect(await row()).toMatchObject({ status: "checked_in", items: [{ variantId: m, status: "in_room" }] });
    await requestItem(shopper.ctx, { fittingId, variantId: s, key: randomUUID() });
    await finish(rauf.ctx, { fittingId });
    expect(await row()).toMatchObject({ status: "done", requests: [{ status: "cancelled" }] });
    const changes = await db().select().from(syncChange).where(eq(syncChange.entityId, fittingId));
    expect(changes.filter((c) => c.scopeId === shopper.id)).toHaveLength(5);
    expect(changes.filter((c) => c.scopeId === store.id)).toHaveLength(5);
    expect(changes.at(-1)?.by).toEqual({ staff: "Rauf" });
    const audit = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, fittingId));
    expect(audit.map((a) => a.action).sort()).toEqual(["fitting.check_in", "fitting.finish", "fitting.hang"]);
    expect(audit.every((a) => a.actorId === rauf.id && a.storeDeviceId === rauf.tablet.id)).toBe(true);
    // The snapshots equal the changes.
    const inShop = await listShopperFittingEntities(shopper.id);
    const onTablet = await listStoreFittingEntities(store.id);
    expect([inShop, onTablet]).toEqual(Array(2).fill([{ entity: "fitting", entityId: fittingId, row: await row() }]));
  });

  it("takes each step only from where the table allows it", async () => {
    const { rauf, fittingId } = await makeVisit();
    await setClock(at("10:05"));
    const steps = { checked_in: checkIn, done: finish, no_show: markNoShow, cancelled: cancelByStore };
    const seen: string[] = [];
    for (const from of fittingStatuses) {
      for (const [to, step] of Object.entries(steps)) {
        await db().execute(sql`update fitting set status = ${from} where id = ${fittingId}`);
        if ((await getRefusal(step(rauf.ctx, { fittingId }))) === "ok") seen.push(`${from}>${to}`);
      }
    }
    expect(seen).toEqual(["booked>checked_in", "booked>no_show", "booked>cancelled", "checked_in>done"]);
  });

  it("is neither begun an hour too early nor marked as a no-show before its time", async () => {
    const { rauf, fittingId } = await makeVisit();
    await setClock(at("08:59"));
    expect(await getRefusal(checkIn(rauf.ctx, { fittingId }))).toBe("WRONG_STATUS");
    expect(await getRefusal(markNoShow(rauf.ctx, { fittingId }))).toBe("WRONG_STATUS");
    await setClock(at("09:01"));
    expect(await getRefusal(checkIn(rauf.ctx, { fittingId }))).toBe("ok");
  });

  it("undoes steps; a room that was booked since is not booked twice", async () => {
    const { store, rauf, fittingId, row } = await makeVisit();
    await setClock(at("10:05"));
    const status = async () => (await row()).status;
    await checkIn(rauf.ctx, { fittingId });
    await undoMove(rauf.ctx, { fittingId });
    expect(await status()).toBe("booked");
    await markNoShow(rauf.ctx, { fittingId });
    await undoMove(rauf.ctx, { fittingId });
    expect(await status()).toBe("booked");
    await markNoShow(rauf.ctx, { fittingId });
    const roomId = store.rooms[0]?.id ?? "";
    await bookWalkIn(rauf.ctx, { roomId, startsAt: at("10:00"), slots: 1, contactName: "", key: randomUUID() });
    expect(await getRefusal(undoMove(rauf.ctx, { fittingId }))).toBe("SLOT_TAKEN");
    expect(await status()).toBe("no_show");
  });

  it("belongs to its store: elsewhere it is not found", async () => {
    const { fittingId, row, shopper } = await makeVisit();
    const stranger = await makeConsultant((await makeStore()).id);
    const before = await row();
    const itemId = before.items[0]?.itemId ?? "";
    await setClock(at("10:05"));
    const calls = [
      checkIn(stranger.ctx, { fittingId }),
      finish(stranger.ctx, { fittingId }),
      markNoShow(stranger.ctx, { fittingId }),
      cancelByStore(stranger.ctx, { fittingId }),
      undoMove(stranger.ctx, { fittingId }),
      setItemInRoom(stranger.ctx, { fittingId, itemId, inRoom: true }),
      checkIn(shopper.ctx, { fittingId }),
    ];
    expect(await Promise.all(calls.map(getRefusal))).toEqual(calls.map(() => "NOT_FOUND"));
    expect(await row()).toEqual(before);
  });
});

describe("a walk-in", () => {
  it("gets the running slot and is checked in at once; a later one is booked; a taken or foreign room is refused", async () => {
    const { store, rauf } = await makeVisit();
    await setClock(at("08:10"));
    const roomId = store.rooms[0]?.id ?? "";
    const call = (startsAt: string, room = roomId) =>
      bookWalkIn(rauf.ctx, { roomId: room, startsAt, slots: 1, contactName: "", key: randomUUID() });
    await call(at("08:00"));
    await call(at("11:00"));
    expect(await getRefusal(call(at("10:00")))).toBe("SLOT_TAKEN");
    expect(await getRefusal(call(at("07:30")))).toBe("SLOT_PAST");
    expect(await getRefusal(call(at("11:10")))).toBe("SLOT_OUTSIDE_HOURS");
    const elsewhere = await makeStore();
    expect(await getRefusal(call(at("12:00"), elsewhere.rooms[0]?.id))).toBe("NOT_FOUND");
    const day = await getStoreDay(store.id);
    expect(day.fittings.map((f) => [f.startsAt, f.status, f.walkIn])).toEqual([
      [at("08:00"), "checked_in", true],
      [at("10:00"), "booked", false],
      [at("11:00"), "booked", true],
    ]);
    expect(day).toMatchObject({ date: "2026-11-23", today: "2026-11-23", rooms: [{ roomId, name: "Room 1" }] });
  });
});
