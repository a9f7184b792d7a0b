import { randomUUID } from "node:crypto";
import { makeStore } from "@/server/testing/factories";
import { openConnection } from "./checkout-steps";
import { computePercentile } from "./measure";
import type { BenchServer, Guest } from "./server";

const bookers = 200;
const halfHourMs = 1_800_000;

/** The floor: the p99 (ms) of the same two hundred asking only who they are. One unmeasured run warms up. */
async function floor(shop: BenchServer, guests: Guest[]): Promise<number> {
  const input = encodeURIComponent("{}");
  const ask = () =>
    Promise.all(
      guests.map(async ({ cookie }, n) => {
        const wire = openConnection(shop, n);
        const { ms } = await wire.send("GET", `/api/trpc/shoppers.getMe?input=${input}`, { cookie });
        wire.close();
        return ms;
      }),
    );
  await ask();
  return computePercentile(await ask(), 0.99);
}

/** Two hundred bookers of one room, for one or two slots that overlap. */
export async function fittingsRace(shop: BenchServer) {
  const store = await makeStore({ rooms: 1 });
  const guests = await shop.guests(bookers);
  const first = Math.ceil(Date.now() / halfHourMs + 2) * halfHourMs;
  const deadlocks = async () =>
    Number((await shop.sql`select deadlocks from pg_stat_database where datname = current_database()`)[0]?.deadlocks);
  const before = await deadlocks();
  const floor_p99_ms = await floor(shop, guests);
  const replies = await Promise.all(
    guests.map(async ({ cookie }, n) => {
      const wire = openConnection(shop, n);
      const startsAt = new Date(first + (n % 4) * halfHourMs).toISOString();
      const who = { contactName: "Leyla", contact: "+994501234567" };
      const body = { key: randomUUID(), storeId: store.id, startsAt, slots: 1 + (n % 2), ...who };
      const reply = await wire.send("POST", "/api/trpc/fittings.book", { cookie, body });
      wire.close();
      return reply;
    }),
  );
  const [overlaps] = await shop.sql`select count(*)::int as n from fitting a join fitting b
    on b.room_id = a.room_id and b.during && a.during and b.id > a.id
    where a.store_id = ${store.id} and a.status = 'booked' and b.status = 'booked'`;
  return [
    {
      metric: "fittings.race",
      bookers,
      bookings: replies.filter((r) => r.status === 200).length,
      refused: replies.filter((r) => r.status === 409).length,
      errors_5xx: replies.filter((r) => r.status >= 500).length,
      overlaps: overlaps?.n,
      deadlocks: (await deadlocks()) - before,
      p99_ms: computePercentile(
        replies.map((r) => r.ms),
        0.99,
      ),
      floor_p99_ms,
    },
  ];
}
