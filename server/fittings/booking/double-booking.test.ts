import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { mergeScopes, splitScopes } from "@/server/operations/merge";
import { commitWithChanges } from "@/server/sync/commit";
import { makeConsultant, makeShopper, makeStore } from "@/server/testing/factories";
import { broken } from "@/server/testing/invariants";
import { at, hours, refusal, setClock, waiter, who } from "@/server/testing/waiting";
import { listAlternatives } from "../conflicts/queries";
import { cancelByStore, checkIn, finish, markNoShow, undoMove } from "../desk/commands";
import { listShopperFittings } from "../queries";
import { findOverlappingFitting } from "../rules";
import { acceptOffer, join } from "../waitlist/commands";
import { listShopperEntries } from "../waitlist/queries";
import { processWaitlist } from "../waitlist/reactions";
import { joinSchema } from "../waitlist/schema";
import { cancel, restore } from "./cancel";
import { book } from "./commands";
import { reschedule } from "./reschedule";

beforeEach(() => setClock("2026-11-23T05:00:00Z"));
afterEach(async () => expect(await broken("fitting_one_place", "fitting_offer", "fitting_overlap")).toEqual([]));

type Shopper = Awaited<ReturnType<typeof makeShopper>>;
const toBookInput = (storeId: string, startsAt: string, slots: 1 | 2 = 1) => ({
  storeId,
  startsAt,
  slots,
  variantIds: [],
  key: randomUUID(),
  ...who,
});
const bookAt = (by: Shopper, storeId: string, time: string, slots: 1 | 2 = 1) =>
  book(by.ctx, toBookInput(storeId, at(time), slots));
const nizami = (rooms = 3) => makeStore({ name: "Nizami", rooms, weeklyHours: hours(["10:00", "21:00"]) });
const tbilisi = () =>
  makeStore({ name: "Tbilisi", rooms: 3, timeZone: "Asia/Tbilisi", weeklyHours: hours(["10:00", "21:00"]) });
const berlin = () =>
  makeStore({ name: "Berlin", rooms: 3, timeZone: "Europe/Berlin", weeklyHours: hours(["08:00", "21:00"]) });
/** The refusal that names an appointment. */
const toPlaceDetails = (
  fittingId: string,
  {
    from,
    to,
    storeName = "Nizami",
    timeZone = "Asia/Baku",
  }: { from: string; to: string; storeName?: string | undefined; timeZone?: string | undefined },
) => ({
  code: "OTHER_APPOINTMENT",
  fittingId,
  storeName,
  timeZone,
  startsAt: at(from),
  endsAt: at(to),
  alternatives: expect.any(Array),
});

describe("a shopper", () => {
  it("does not book one time of a store three times, and learns that the appointment is their own", async () => {
    const shopper = await makeShopper();
    const roomy = await nizami();
    const tight = await nizami(1);
    for (const store of [roomy, tight]) {
      const { fittingId } = await bookAt(shopper, store.id, "15:00");
      const again = {
        ...toPlaceDetails(fittingId, { from: "15:00", to: "15:30" }),
        alternatives: [at("14:00"), at("14:30"), at("15:30")],
      };
      for (let i = 0; i < 2; i++) expect(await refusal(bookAt(shopper, store.id, "15:00"))).toEqual(again);
      await cancel(shopper.ctx, { fittingId });
    }
  });

  it("is not in two cities at one time, whatever the local times", async () => {
    const shopper = await makeShopper();
    const here = await nizami();
    const there = await tbilisi();
    const far = await berlin();
    const { fittingId } = await bookAt(shopper, here.id, "15:00", 2);
    const refused = toPlaceDetails(fittingId, { from: "15:00", to: "16:00" });
    for (const store of [there, far]) {
      for (const [time, slots] of [
        ["15:00", 1],
        ["14:30", 2],
        ["15:30", 2],
      ] as const)
        expect(await refusal(bookAt(shopper, store.id, time, slots))).toEqual(refused);
    }
    // Half-open: right before and right after, and the same local hour elsewhere, are free.
    await bookAt(shopper, there.id, "14:30");
    await bookAt(shopper, far.id, "16:00");
  });

  it("is offered other times at which they are free", async () => {
    const shopper = await makeShopper();
    const here = await nizami(1);
    const there = await tbilisi();
    await bookAt(shopper, there.id, "15:30");
    await bookAt(await makeShopper(), here.id, "15:00");
    const refused = await refusal(bookAt(shopper, here.id, "15:00"));
    expect(refused).toEqual({ code: "SLOT_TAKEN", alternatives: [at("14:00"), at("14:30"), at("16:00")] });
    const { fittingId } = await bookAt(shopper, here.id, "16:00");
    // An appointment does not block its own reschedule.
    expect(await listAlternatives(shopper.ctx, { fittingId })).toEqual([at("16:30"), at("14:30"), at("17:00")].sort());
  });

  it("frees their time by cancelling, missing or finishing; none of that is undone into another appointment", async () => {
    const shopper = await makeShopper();
    const here = await nizami();
    const there = await tbilisi();
    const desk = await makeConsultant(here.id);
    const { fittingId } = await bookAt(shopper, here.id, "15:00");
    const elsewhere = async () => {
      const other = await bookAt(shopper, there.id, "15:00");
      const details = await refusal(undoMove(desk.ctx, { fittingId }));
      await cancel(shopper.ctx, other);
      return details;
    };
    // The store learns when, not where.
    const refused = { code: "OTHER_APPOINTMENT", startsAt: at("15:00"), endsAt: at("15:30") };
    await cancelByStore(desk.ctx, { fittingId });
    expect(await elsewhere()).toEqual(refused);
    const other = await bookAt(shopper, there.id, "15:00");
    expect(await refusal(restore(shopper.ctx, { fittingId }))).toEqual(
      toPlaceDetails(other.fittingId, { from: "15:00", to: "15:30", storeName: "Tbilisi", timeZone: "Asia/Tbilisi" }),
    );
    await cancel(shopper.ctx, other);
    await undoMove(desk.ctx, { fittingId });
    await setClock(at("14:30"));
    await checkIn(desk.ctx, { fittingId });
    expect(await refusal(bookAt(shopper, there.id, "15:00"))).toEqual(
      toPlaceDetails(fittingId, { from: "15:00", to: "15:30" }),
    );
    await finish(desk.ctx, { fittingId });
    expect(await elsewhere()).toEqual(refused);
    await undoMove(desk.ctx, { fittingId });
    await undoMove(desk.ctx, { fittingId });
    await setClock(at("15:01"));
    await markNoShow(desk.ctx, { fittingId });
    await undoMove(desk.ctx, { fittingId });
  });

  it("does not reschedule an appointment into another, which keeps its time", async () => {
    const shopper = await makeShopper();
    const here = await nizami();
    const there = await tbilisi();
    const first = await bookAt(shopper, here.id, "15:00");
    const second = await bookAt(shopper, there.id, "17:00");
    const move = (time: string) => refusal(reschedule(shopper.ctx, { ...second, startsAt: at(time), slots: 2 }));
    expect(await move("14:30")).toEqual(toPlaceDetails(first.fittingId, { from: "15:00", to: "15:30" }));
    expect(await move("15:30")).toBeNull();
    // Over its own old time.
    expect(await move("16:00")).toBeNull();
  });
});

describe("a waitlist", () => {
  it("offers a time only to a shopper who is free then, otherwise the next matching one", async () => {
    const store = await makeStore({ weeklyHours: hours(["11:00", "13:00"]) });
    const there = await tbilisi();
    const first = await makeShopper();
    await bookAt(first, there.id, "11:00", 2);
    const request = joinSchema.parse({ storeId: store.id, date: "2026-11-24", key: randomUUID(), ...who });
    await join(first.ctx, request);
    const second = await waiter(store.id);
    await processWaitlist(store.id);
    expect((await listShopperEntries(first.id))[0]?.offer?.startsAt).toBe(at("12:00"));
    expect((await second.mine())?.offer?.startsAt).toBe(at("11:00"));
  });

  it("withdraws an offer when its shopper books something else then, and refuses to accept it meanwhile", async () => {
    const store = await makeStore({ weeklyHours: hours(["11:00", "11:30"]) });
    const there = await tbilisi();
    const first = await waiter(store.id);
    const second = await waiter(store.id);
    await processWaitlist(store.id);
    expect((await first.mine())?.status).toBe("offered");
    const { fittingId } = await bookAt(first, there.id, "11:00");
    expect(await refusal(acceptOffer(first.ctx, { waitId: first.waitId }))).toMatchObject({
      code: "OTHER_APPOINTMENT",
      fittingId,
      storeName: "Tbilisi",
    });
    await processWaitlist(store.id);
    expect((await first.mine())?.status).toBe("waiting");
    expect((await second.mine())?.offer?.startsAt).toBe(at("11:00"));
    await acceptOffer(second.ctx, { waitId: second.waitId });
    expect(await listShopperFittings(first.id)).toHaveLength(1);
  });
});

it("merged shoppers keep both appointments until one is rescheduled or cancelled; a split returns them", async () => {
  const guest = await makeShopper();
  const account = await makeShopper("customer");
  const here = await nizami();
  const there = await tbilisi();
  const accountFitting = await bookAt(account, here.id, "15:00");
  const guestFitting = await bookAt(guest, there.id, "15:00");
  const later = await bookAt(guest, there.id, "18:00");
  const join = () => commitWithChanges((tx, announce) => mergeScopes(tx, announce, guest.id, account.id));
  const carried = await join();
  const rows = await listShopperFittings(account.id);
  expect(rows.map((f) => f.status)).toEqual(["booked", "booked", "booked"]);
  const then = (fittingId: string, all = rows) => {
    const row = all.find((f) => f.fittingId === fittingId);
    return row && findOverlappingFitting(row, all)?.fittingId;
  };
  expect([accountFitting, guestFitting, later].map((f) => then(f.fittingId))).toEqual([
    guestFitting.fittingId,
    accountFitting.fittingId,
    undefined,
  ]);
  // Neither is rescheduled within the doubled time, and none is added to it.
  expect(await refusal(bookAt(account, here.id, "15:00"))).toMatchObject({ code: "OTHER_APPOINTMENT" });
  await reschedule(account.ctx, { ...guestFitting, startsAt: at("16:00"), slots: 1 });
  expect(then(accountFitting.fittingId, await listShopperFittings(account.id))).toBeUndefined();
  expect(await db().execute(sql`select id from fitting where overlap_allowed`)).toEqual([]);
  const apart = { fromId: guest.id, intoId: account.id };
  await commitWithChanges((tx, announce) => splitScopes(tx, announce, apart, carried));
  expect(await listShopperFittings(guest.id)).toHaveLength(2);
  expect(await listShopperFittings(account.id)).toHaveLength(1);
});
