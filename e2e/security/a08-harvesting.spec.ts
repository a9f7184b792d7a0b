import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { canaryNumber } from "@/db/schema/privacy";
import { digestCanary } from "@/server/assistance/canaries";
import * as queries from "@/server/assistance/requests/queries";
import { makeStore } from "@/server/testing/factories";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createCustomer, createShift, createTablet } from "./people";
import { mutate, query, startBroken, type Target } from "./target";

const anHour = 30;
let next = Math.floor(Math.random() * 1_000_000);
/** A unique mobile number of Azerbaijan. */
const newNumber = () => `+99450${String(2_000_000 + (next++ % 7_999_999)).padStart(7, "0")}`;

async function known(name: string) {
  const person = await createCustomer(name);
  const value = newNumber();
  await db()
    .insert(shopperContact)
    .values({ shopperId: person.shopperId, kind: "phone", value, isPrimary: true })
    .onConflictDoNothing();
  return { ...person, phone: value };
}

const alarms = async (staffId: string) => {
  const [row] = await db().execute<{ count: number }>(sql`select count(*)::int as count from audit_entry
    where action = 'alarm.canary_looked_up' and subject_id = ${staffId}`);
  return row?.count ?? 0;
};

/** What is done after the answer is done soon. */
async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 50; tries++) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** A8: a consultant who goes through phone numbers to learn whose they are. */
async function run(target: Target) {
  const store = await makeStore();
  const rauf = await createShift(store.id);
  const leyla = await known("Leyla Unmistakable");
  const through: string[] = [];
  const ask = (phone: string, as = rauf) =>
    mutate(target, "assistance.store.request", { as, input: { phone, reason: "in_store" } });
  const shape = (body: string) => body.replace(/[0-9a-f-]{36}/g, "id").replace(/\d/g, "0");

  const hit = await ask(leyla.phone);
  if (hit.status !== 200) throw new Error(`an honest look-up was answered ${hit.status} ${hit.code}`);
  const miss = await ask(newNumber());
  if (shape(hit.body) !== shape(miss.body)) through.push("a known number is answered otherwise");
  if ([leyla.shopperId, leyla.email, leyla.phone, "Unmistakable"].some((value) => hit.body.includes(value)))
    through.push("the answer tells who it is");
  const states = await Promise.all(
    [hit, miss].map(({ data }) =>
      query(target, "assistance.store.getRequest", {
        as: rauf,
        input: { requestId: (data as { requestId: string }).requestId },
      }),
    ),
  );
  if (shape(states[0]?.body ?? "") !== shape(states[1]?.body ?? "")) through.push("the state tells who is known");
  for (const part of [leyla.phone.slice(0, 9), `${leyla.phone.slice(0, -1)}%`, "%"]) {
    if ((await ask(part)).status === 200) through.push(`a part of a number (${part})`);
  }
  const noReason = await mutate(target, "assistance.store.request", {
    as: rauf,
    input: { phone: leyla.phone, reason: "" },
  });
  if (noReason.status === 200) through.push("without a reason");
  const idle = await createTablet(store.id);
  if (
    (await mutate(target, "assistance.store.request", { as: idle, input: { phone: leyla.phone, reason: "in_store" } }))
      .status === 200
  )
    through.push("without a shift");

  const bait = newNumber();
  await db()
    .insert(canaryNumber)
    .values({ digest: digestCanary(bait) });
  await ask(bait);
  if (!(await eventually(async () => (await alarms(rauf.staffId)) > 0))) through.push("a bait without an alarm");

  let answered = 3;
  for (let i = 0; i < anHour + 5; i++) if ((await ask(newNumber())).status === 200) answered++;
  if (answered > anHour) through.push(`${answered} look-ups within an hour`);
  return through.length > 0
    ? reportLetThrough(through.join(", "))
    : reportRefused(
        `${answered} look-ups an hour, masked, exact, with a reason; known and unknown alike; the bait rang`,
      );
}

registerAttack({
  id: "A8",
  title: "staff going through phone numbers",
  run,
  mutants: {
    "the limit of look-ups an hour": () =>
      startBroken(
        queries,
        { assertBelowHourlyLimit: async () => {} },
        { limits: { byAddress: async () => 0, byActor: async () => 0 } },
      ),
  },
});
