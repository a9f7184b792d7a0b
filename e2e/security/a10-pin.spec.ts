import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { staff, storeDevice } from "@/db/schema/identity";
import { hashPin } from "@/server/platform/ids";
import * as approvals from "@/server/staff/rules";
import { startShiftSchema } from "@/server/staff/schema";
import { startShift } from "@/server/staff/shifts";
import { makeStore } from "@/server/testing/factories";
import { storeDeviceProcedure } from "@/server/trpc/init";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createShift, createTablet } from "./people";
import { buildRouter } from "./router";
import { mutate, startBroken, startMutant, type Target } from "./target";

const pin = "7754";
const wrongOnes = ["0000", "1111", "1234", "2580", "4321", "7777"];

async function withPin(storeId: string, role: "consultant" | "manager", name: string) {
  const person = await createShift(storeId, role, name);
  await db()
    .update(staff)
    .set({ pinHash: await hashPin(pin) })
    .where(eq(staff.id, person.staffId));
  return person;
}

const act = () => ({ action: "stock.write_off" as const, subjectId: randomUUID(), amountMinor: 50_000 });

/** Six wrong PINs, then the right one: who guesses must not come that far. */
async function guesses(target: Target, storeId: string): Promise<string[]> {
  const through: string[] = [];
  const victim = await withPin(storeId, "manager", "Victim");
  const thief = await createTablet(storeId);
  for (const guess of [...wrongOnes, pin]) {
    const input = { staffId: victim.staffId, pin: guess };
    const answer = await mutate(target, "staff.store.startShift", { as: thief, input });
    if (answer.status === 200) through.push("the seventh guess began a shift");
  }
  const boss = await withPin(storeId, "manager", "Boss");
  const rauf = await createShift(storeId);
  for (const guess of [...wrongOnes, pin]) {
    const input = { staffId: boss.staffId, pin: guess, act: act() };
    const answer = await mutate(target, "staff.store.approve", { as: rauf, input });
    if (answer.status === 200) through.push("the seventh guess approved");
  }
  return through;
}

/** A right PIN where there is no enrolled tablet. */
async function withoutDevice(target: Target, storeId: string): Promise<string[]> {
  const through: string[] = [];
  const victim = await withPin(storeId, "consultant", "Victim");
  const input = { staffId: victim.staffId, pin };
  const revoked = await createTablet(storeId);
  await db().update(storeDevice).set({ revokedAt: sql`clock_now()` }).where(eq(storeDevice.id, revoked.storeDeviceId));
  const elsewhere = await createTablet((await makeStore()).id);
  const bare = { cookie: "", surface: "store" as const };
  const shiftAlone = { ...bare, cookie: victim.cookie.split("; ")[1] ?? "" };
  const places = { "no tablet": bare, "a revoked tablet": revoked, "another store's tablet": elsewhere, shiftAlone };
  for (const [name, as] of Object.entries(places)) {
    const answer = await mutate(target, "staff.store.startShift", { as, input });
    if (answer.status === 200) through.push(`a right PIN was enough on ${name}`);
  }
  return through;
}

/** The same person twice is not four eyes. */
async function aloneTwice(target: Target, storeId: string): Promise<string[]> {
  const manager = await withPin(storeId, "manager", "Manager");
  const peer = await withPin(storeId, "consultant", "Peer");
  const through: string[] = [];
  for (const staffId of [manager.staffId, peer.staffId]) {
    const answer = await mutate(target, "staff.store.approve", { as: manager, input: { staffId, pin, act: act() } });
    if (answer.status === 200) through.push(staffId === manager.staffId ? "approved the own act" : "a peer approved");
  }
  return through;
}

async function run(target: Target) {
  const { id } = await makeStore();
  const through = [
    ...(await guesses(target, id)),
    ...(await withoutDevice(target, id)),
    ...(await aloneTwice(target, id)),
  ];
  return through.length > 0
    ? reportLetThrough(through.join("; "))
    : reportRefused("2 × 7 guesses, 4 places, 2 second persons");
}

/** Judges each guess and remembers none. */
const startShiftUncounted = storeDeviceProcedure.input(startShiftSchema).mutation(async ({ ctx, input }) => {
  await db().update(staff).set({ pinTries: 0 }).where(eq(staff.id, input.staffId));
  await startShift(ctx, input);
});

const withStore = (changed: object) =>
  buildRouter(({ staff }) => ({ staff: { ...staff, store: { ...staff.store, ...changed } } }));

registerAttack({
  id: "A10",
  title: "guessed PINs, PINs without a tablet, one person as two",
  run,
  mutants: {
    "the count of tries": () => startMutant({ router: withStore({ startShift: startShiftUncounted }) }),
    "the rule of another person": () => startBroken(approvals, { isOtherPerson: () => true }),
  },
});
