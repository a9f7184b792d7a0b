import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeProduct, makeShopper, makeStore } from "@/server/testing/factories";
import { book } from "../booking/commands";
import { getShopperFitting, listStoreFittingEntities } from "../queries";
import { needsPreparation } from "../rules";
import type { FittingRow } from "../schema";
import { setItemInRoom } from "./commands";
import { startPreparation, stopPreparation } from "./prepare";
import * as queries from "./queries";

const at = (time: string) => `2026-11-23T${time}:00.000Z`;
beforeEach(() => db().execute(sql`update clock_offset set shift = ${at("05:00")}::timestamptz - now()`));

/** A fitting at 10:00 with one item to prepare. */
async function makeBookedFitting() {
  const store = await makeStore();
  const shopper = await makeShopper();
  const product = await makeProduct(["S"]);
  const who = { contactName: "Leyla", contact: "leyla@example.test", key: randomUUID() };
  const variantIds = product.variants.map((v) => v.id);
  const call = { storeId: store.id, startsAt: at("10:00"), slots: 1 as const, variantIds, ...who };
  const { fittingId } = await book(shopper.ctx, call);
  const rauf = await makeConsultant(store.id);
  return { store, shopper, fittingId, rauf, row: () => getShopperFitting(shopper.id, fittingId) };
}

const needsPreparationAt = (row: FittingRow, time: string) =>
  needsPreparation(
    { ...row, startsAt: Date.parse(row.startsAt), endsAt: Date.parse(row.endsAt) },
    Date.parse(at(time)),
  );

describe("the items of a fitting", () => {
  it("are to be prepared from half an hour before until it ends, and until they hang in the room", async () => {
    const { rauf, fittingId, row } = await makeBookedFitting();
    const before = await row();
    expect(["09:29", "09:30", "10:29", "10:30"].map((time) => needsPreparationAt(before, time))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    await setItemInRoom(rauf.ctx, { fittingId, itemId: before.items[0]?.itemId ?? "", inRoom: true });
    expect(needsPreparationAt(await row(), "09:45")).toBe(false);
    expect(needsPreparationAt({ ...before, status: "cancelled" }, "09:45")).toBe(false);
  });

  it("are taken on and returned; shopper and store see who prepares them", async () => {
    const { store, rauf, fittingId, row } = await makeBookedFitting();
    expect((await row()).hangingBy).toBeNull();
    await startPreparation(rauf.ctx, { fittingId });
    expect((await row()).hangingBy).toEqual({ staffId: rauf.id, name: "Rauf" });
    const [entity] = await listStoreFittingEntities(store.id);
    expect(entity?.row).toMatchObject({ hangingBy: { name: "Rauf" } });
    const aysel = await makeConsultant(store.id, "consultant", "Aysel");
    const refused = { appCode: "ALREADY_CLAIMED", details: { name: "Rauf" } };
    await expect(stopPreparation(aysel.ctx, { fittingId })).rejects.toMatchObject(refused);
    await stopPreparation(rauf.ctx, { fittingId });
    await startPreparation(aysel.ctx, { fittingId });
    expect((await row()).hangingBy).toMatchObject({ name: "Aysel" });
  });

  it("are hidden from another store", async () => {
    const { fittingId } = await makeBookedFitting();
    const elsewhere = await makeConsultant((await makeStore()).id);
    await expect(startPreparation(elsewhere.ctx, { fittingId })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  });

  /** Five consultants start the same preparation at once. */
  async function five() {
    const { store, fittingId } = await makeBookedFitting();
    const people = await Promise.all(["A", "B", "C", "D", "E"].map((n) => makeConsultant(store.id, "consultant", n)));
    const results = await Promise.allSettled(people.map((p) => startPreparation(p.ctx, { fittingId })));
    return results.filter((r) => r.status === "fulfilled").length;
  }

  it("are taken on by one of five", async () => {
    expect(await five()).toBe(1);
  });

  it("are taken on by all five without the guard", async () => {
    expect(await runBroken(queries, { isUnassigned: () => sql`true` }, five)).toBe(5);
  });
});
