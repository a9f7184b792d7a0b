import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { cancel } from "@/server/fittings/booking/cancel";
import { book } from "@/server/fittings/booking/commands";
import { join } from "@/server/fittings/waitlist/commands";
import { listShopperEntries } from "@/server/fittings/waitlist/queries";
import { joinSchema } from "@/server/fittings/waitlist/schema";
import { isAppError } from "@/server/platform/errors";
import { makeShopper, makeStore } from "./factories";

/** Moves the database clock to a moment. */
export const setClock = (iso: string) => db().execute(sql`update clock_offset set shift = ${iso}::timestamptz - now()`);

export const day = "2026-11-24";
export const at = (time: string, date = day) => new Date(`${date}T${time}:00+04:00`).toISOString();
export const hours = (...open: [string, string][]) => Array.from({ length: 7 }, () => open);
export const who = { contactName: "Leyla", contact: "leyla@example.test" };

export const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (e: unknown) => (isAppError(e) ? { code: e.appCode, ...e.details } : Promise.reject(e)),
  );

/** A store with one room, open from 11:00 to 13:00: four half hours. */
export const smallStore = (given: Parameters<typeof makeStore>[0] = {}) =>
  makeStore({ weeklyHours: hours(["11:00", "13:00"]), ...given });

/** Somebody who books a time of that day. */
export async function booker(storeId: string, time: string, slots: 1 | 2 = 1) {
  const shopper = await makeShopper();
  const request = { storeId, startsAt: at(time), slots, variantIds: [], key: randomUUID(), ...who };
  const { fittingId } = await book(shopper.ctx, request);
  return { ...shopper, fittingId, cancel: () => cancel(shopper.ctx, { fittingId }) };
}

/** All of that day taken. */
export const fill = async (storeId: string) => {
  const booked = [];
  for (const time of ["11:00", "11:30", "12:00", "12:30"]) booked.push(await booker(storeId, time));
  return booked as [Booker, Booker, Booker, Booker];
};
export type Booker = Awaited<ReturnType<typeof booker>>;

export async function waiter(storeId: string, given: Partial<Parameters<typeof join>[1]> = {}) {
  const shopper = await makeShopper();
  const input = joinSchema.parse({ storeId, date: day, key: randomUUID(), ...who, ...given });
  const { waitId } = await join(shopper.ctx, input);
  const mine = async () => (await listShopperEntries(shopper.id)).find((w) => w.waitId === waitId);
  return { ...shopper, waitId, mine };
}
