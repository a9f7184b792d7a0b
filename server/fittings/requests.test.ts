import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { syncChange } from "@/db/schema/sync";
import { isAppError } from "@/server/platform/errors";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { book } from "./booking/commands";
import { checkIn } from "./desk/commands";
import { getShopperFitting, listStoreFittingEntities } from "./queries";
import { cancelRequest, claimRequest, markBrought, releaseRequest, requestItem } from "./requests";
import * as rules from "./rules";
import { maxOpenRequests } from "./rules";

const setClock = (iso: string) => db().execute(sql`update clock_offset set shift = ${iso}::timestamptz - now()`);
const at = (time: string) => `2026-11-23T${time}:00.000Z`;
beforeEach(() => setClock(at("05:00")));
const getRefusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (e: unknown) => (isAppError(e) ? { code: e.appCode, ...e.details } : Promise.reject(e)),
  );

/** A shopper in a room at 10:05, with size S in the store and size L not. */
async function makeFittingInRoom() {
  const [store, shopper, product] = await Promise.all([makeStore(), makeShopper(), makeProduct(["S", "L"])]);
  const [s, l] = product.variants.map((v) => v.id) as [string, string];
  await stock(s, store.id, 1);
  const rauf = await makeConsultant(store.id);
  const who = { contactName: "Leyla", contact: "leyla@example.test", key: randomUUID() };
  const call = { storeId: store.id, startsAt: at("10:00"), slots: 1 as const, variantIds: [], ...who };
  const { fittingId } = await book(shopper.ctx, call);
  await setClock(at("10:05"));
  await checkIn(rauf.ctx, { fittingId });
  const asks = (variantId = s, key = randomUUID()) => requestItem(shopper.ctx, { fittingId, variantId, key });
  return { store, shopper, rauf, fittingId, s, l, asks, row: () => getShopperFitting(shopper.id, fittingId) };
}

describe("a request from the room", () => {
  it("goes asked → claimed → brought on the phone and the tablet, and the item hangs in the room", async () => {
    const { store, shopper, rauf, fittingId, s, asks, row } = await makeFittingInRoom();
    const { requestId } = await asks();
    const queue = async () => (await listStoreFittingEntities(store.id)).filter((e) => e.entity === "room_request");
    expect(await queue()).toMatchObject([{ entityId: requestId, row: { status: "asked", roomName: "Room 1" } }]);
    expect(await claimRequest(rauf.ctx, { requestId })).toMatchObject({ claimedBy: { name: "Rauf" } });
    expect((await row()).requests).toMatchObject([{ status: "claimed", claimedBy: { staffId: rauf.id } }]);
    await markBrought(rauf.ctx, { requestId });
    expect(await row()).toMatchObject({
      requests: [{ status: "brought" }],
      items: [{ variantId: s, status: "in_room" }],
    });
    expect(await queue()).toEqual([]);
    const changes = await db()
      .select()
      .from(syncChange)
      .where(and(eq(syncChange.scopeId, store.id), eq(syncChange.entity, "room_request")));
    expect(changes.map((c) => [c.row?.status ?? null, c.by])).toEqual([
      ["asked", { device: "laptop" }],
      ["claimed", { staff: "Rauf" }],
      [null, { staff: "Rauf" }],
    ]);
    const [last] = await db().execute<{ row: unknown }>(sql`
      select row from sync_change where scope_id = ${shopper.id} and entity_id = ${fittingId} order by version desc limit 1`);
    expect(last?.row).toEqual(await row());
    const audit = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, requestId));
    expect(audit.map((a) => a.action).sort()).toEqual(["room_request.bring", "room_request.claim"]);
  });

  it("is made only from inside the room or within the booked time", async () => {
    const { fittingId, asks } = await makeFittingInRoom();
    const as = async (status: string, time: string) => {
      await db().execute(sql`update fitting set status = ${status} where id = ${fittingId}`);
      await setClock(at(time));
      return (await getRefusal(asks()))?.code ?? "ok";
    };
    expect(await as("booked", "09:59")).toBe("WRONG_STATUS");
    expect(await as("booked", "10:00")).toBe("ok");
    expect(await as("booked", "10:30")).toBe("WRONG_STATUS");
    expect(await as("checked_in", "10:40")).toBe("ok");
    for (const status of ["done", "cancelled", "no_show"]) expect(await as(status, "10:10")).toBe("WRONG_STATUS");
  });

  it("refuses an unknown item, one that the store lacks and too many, and is not doubled by a second tap", async () => {
    const { asks, l, s, shopper, row } = await makeFittingInRoom();
    expect(await getRefusal(asks(randomUUID()))).toMatchObject({ code: "UNKNOWN_VARIANT" });
    expect(await getRefusal(asks(l))).toEqual({ code: "OUT_OF_STOCK", variantId: l });
    const key = randomUUID();
    await Promise.all(Array.from({ length: 5 }, () => asks(s, key)));
    expect((await row()).requests).toHaveLength(1);
    for (let i = 1; i < maxOpenRequests; i++) await asks();
    expect(await getRefusal(asks())).toEqual({ code: "RATE_LIMITED", limit: maxOpenRequests });
    const [first] = (await row()).requests;
    await cancelRequest(shopper.ctx, { requestId: first?.requestId ?? "" });
    expect(await getRefusal(asks())).toBeNull();
  });

  it("is hidden from another shopper and another store, and from a colleague once claimed", async () => {
    const { store, fittingId, asks, rauf, s } = await makeFittingInRoom();
    const { requestId } = await asks();
    const [other, far, nigar] = await Promise.all([
      makeShopper(),
      makeStore().then((elsewhere) => makeConsultant(elsewhere.id)),
      makeConsultant(store.id, "consultant", "Nigar"),
    ]);
    const hidden = [
      requestItem(other.ctx, { fittingId, variantId: s, key: randomUUID() }),
      cancelRequest(other.ctx, { requestId }),
      claimRequest(far.ctx, { requestId }),
      claimRequest(rauf.ctx, { requestId: randomUUID() }),
    ];
    expect(await Promise.all(hidden.map(getRefusal))).toEqual(hidden.map(() => ({ code: "NOT_FOUND" })));
    await claimRequest(rauf.ctx, { requestId });
    const alreadyClaimed = { code: "ALREADY_CLAIMED", name: "Rauf" };
    expect(await getRefusal(claimRequest(nigar.ctx, { requestId }))).toEqual(alreadyClaimed);
    expect(await getRefusal(markBrought(nigar.ctx, { requestId }))).toEqual(alreadyClaimed);
    expect(await getRefusal(releaseRequest(nigar.ctx, { requestId }))).toEqual(alreadyClaimed);
    await releaseRequest(rauf.ctx, { requestId });
    expect(await claimRequest(nigar.ctx, { requestId })).toMatchObject({ claimedBy: { name: "Nigar" } });
  });
});

describe("ten consultants who claim one request at once", () => {
  /** How many calls succeeded. */
  async function winners(): Promise<{ won: number; named: unknown[]; holder: string | undefined }> {
    const { store, asks, row } = await makeFittingInRoom();
    const { requestId } = await asks();
    const team = await Promise.all(
      Array.from({ length: 10 }, (_, i) => makeConsultant(store.id, "consultant", `Colleague ${i}`)),
    );
    const results = await Promise.all(team.map((c) => getRefusal(claimRequest(c.ctx, { requestId }))));
    const holder = (await row()).requests[0]?.claimedBy?.name;
    return { won: results.filter((r) => r === null).length, named: results.filter((r) => r !== null), holder };
  }

  it("let one win, and the others learn who has it", async () => {
    const { won, named, holder } = await winners();
    expect(won).toBe(1);
    expect(named).toEqual(Array(9).fill({ code: "ALREADY_CLAIMED", name: holder }));
  });

  it("all win without the guard", async () => {
    expect(
      (await runBroken(rules, { getRequestSources: () => [...rules.requestStatuses] }, winners)).won,
    ).toBeGreaterThan(1);
  });
});
