import { randomUUID } from "node:crypto";
import { get } from "node:http";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll } from "vitest";
import { db } from "@/db/client";
import { staff } from "@/db/schema/identity";
import { assertShift } from "@/server/access/actors";
import * as access from "@/server/access/rules";
import { hashNewPin } from "@/server/staff/pins";
import { setPinSchema, staffIdSchema } from "@/server/staff/schema";
import { startSync, stopSync } from "@/server/sync/stream/handler";
import { makeStore } from "@/server/testing/factories";
import { consultantProcedure, officeProcedure } from "@/server/trpc/init";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createOfficeSession, createShift } from "./people";
import { buildRouter } from "./router";
import { mutate, query, startBroken, startMutant, type Target } from "./target";

// The mutants' streams live in this process.
beforeAll(() => startSync());
afterAll(() => stopSync());

const withinMs = 5_000;
const asConsultant = { name: "Victim", role: "consultant" as const };
const address = () => `${randomUUID()}@example.test`;

type Victim = Awaited<ReturnType<typeof createShift>>;

/** An administrator's changes to staff on shift; each must reach the open tablet at once. */
const changes: Record<string, (victim: Victim) => [procedure: string, input: () => Promise<object>]> = {
  demotion: (v) => [
    "staff.office.save",
    async () => ({ id: v.staffId, ...asConsultant, email: address(), storeId: v.storeId }),
  ],
  "another store": (v) => [
    "staff.office.save",
    async () => ({ id: v.staffId, name: "Victim", role: "manager", email: address(), storeId: (await makeStore()).id }),
  ],
  "access taken away": (v) => ["staff.office.setActive", async () => ({ staffId: v.staffId, active: false })],
  "a new PIN": (v) => ["staff.office.setPin", async () => ({ staffId: v.staffId, pin: "2468" })],
  "a revoked tablet": (v) => ["staff.office.revokeDevice", async () => ({ id: v.storeDeviceId })],
};

/** Opens the tablet's stream; `ended` says whether it was ended within five seconds of `change`. */
async function endedBy({ url }: Target, cookie: string, change: () => Promise<unknown>): Promise<boolean> {
  const input = encodeURIComponent(JSON.stringify({ surface: "store" }));
  return new Promise((resolve, reject) => {
    const request = get(`${url}/api/trpc/sync.stream?input=${input}`, { headers: { cookie }, agent: false }, (res) => {
      if (res.statusCode !== 200) return reject(new Error(`the stream was answered ${res.statusCode}`));
      let timer: NodeJS.Timeout | undefined;
      const done = (ended: boolean) => {
        clearTimeout(timer);
        request.destroy();
        resolve(ended);
      };
      res.once("data", () => {
        res.on("end", () => done(true));
        change().then(() => {
          timer = setTimeout(() => done(false), withinMs);
        }, reject);
      });
    });
    request.on("error", () => {});
  });
}

async function rightsOutlive(target: Target): Promise<string[]> {
  const through: string[] = [];
  const admin = await createOfficeSession("admin");
  for (const [name, change] of Object.entries(changes)) {
    const victim = await createShift((await makeStore()).id, "manager", "Victim");
    const [procedure, input] = change(victim);
    const ended = await endedBy(target, victim.cookie, async () => {
      const answer = await mutate(target, procedure, { as: admin, input: await input() });
      if (answer.status !== 200) throw new Error(`${procedure} was answered ${answer.status} ${answer.body}`);
    });
    const next = await query(target, "pickups.store.listQueue", { as: victim });
    if (!ended) through.push(`${name}: the open stream went on`);
    if (next.status === 200) through.push(`${name}: the session went on`);
  }
  return through;
}

/** Staff of one store access another's data, and office staff more rights. */
async function reachesFurther(target: Target): Promise<string[]> {
  const through: string[] = [];
  const tried = async (what: string, answer: Promise<{ status: number }>) => {
    if ((await answer).status === 200) through.push(what);
  };
  const here = await makeStore();
  const there = await makeStore();
  const manager = await createShift(there.id, "manager");
  const locked = await createShift(here.id);
  await db().update(staff).set({ pinTries: 5 }).where(eq(staff.id, locked.staffId));
  await tried(
    "unlocked somebody of another store",
    mutate(target, "staff.store.unlock", { as: manager, input: { staffId: locked.staffId } }),
  );
  const office = await createOfficeSession("office");
  const [me] = await db().select().from(staff).where(eq(staff.id, office.staffId));
  const self = { id: office.staffId, name: me?.name, email: me?.email, role: "admin", storeId: null };
  await tried("made itself administrator", mutate(target, "staff.office.save", { as: office, input: self }));
  const friend = { id: null, name: "Friend", email: address(), role: "admin", storeId: null };
  await tried("made an administrator", mutate(target, "staff.office.save", { as: office, input: friend }));
  const consultant = await createShift(here.id);
  const colleague = { staffId: locked.staffId };
  await tried(
    "unlocked a colleague as consultant",
    mutate(target, "staff.store.unlock", { as: consultant, input: colleague }),
  );
  for (const extra of [{ role: "manager" }, { storeId: there.id }, { isAdmin: true }]) {
    await tried(
      `took ${Object.keys(extra)[0]} from the body`,
      mutate(target, "staff.store.unlock", { as: consultant, input: { ...colleague, ...extra } }),
    );
  }
  for (const surface of ["office", "shop"] as const) {
    await tried(
      `used a shift at the ${surface}`,
      mutate(target, "staff.office.save", { as: { ...manager, surface }, input: friend }),
    );
  }
  return through;
}

async function run(target: Target) {
  const through = [...(await reachesFurther(target)), ...(await rightsOutlive(target))];
  if (through.length > 0) return reportLetThrough(through.join("; "));
  return reportRefused(
    `9 reaches; ${Object.keys(changes).length} changes of rights each ended the open stream within 5 s`,
  );
}

const withOffice = (changed: object) =>
  buildRouter(({ staff }) => ({ staff: { ...staff, office: { ...staff.office, ...changed } } }));

registerAttack({
  id: "A9",
  title: "staff reaching further than their role and store",
  run,
  timeout: 150_000,
  mutants: {
    "the table of who manages whom": () => startBroken(access, { mayManage: () => true }),
    "the end of sessions at a new PIN": () => {
      const setPin = officeProcedure.input(setPinSchema).mutation(async ({ input }) => {
        await db()
          .update(staff)
          .set(await hashNewPin(input.pin))
          .where(eq(staff.id, input.staffId));
      });
      return startMutant({ router: withOffice({ setPin }) });
    },
    "the manager's own store": () => {
      const unlock = consultantProcedure.input(staffIdSchema).mutation(async ({ ctx, input }) => {
        assertShift(ctx, "unlock_colleague");
        await db().update(staff).set({ pinTries: 0 }).where(eq(staff.id, input.staffId));
      });
      const router = buildRouter((record) => ({
        staff: { ...record.staff, store: { ...record.staff.store, unlock } },
      }));
      return startMutant({ router });
    },
  },
});
