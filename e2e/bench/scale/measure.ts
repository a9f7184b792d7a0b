import { randomUUID } from "node:crypto";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { buildQueryPath, createCartAdder } from "../cart-adder";
import { HttpConnection } from "../http-connection";
import { computePercentile, round, runClosedLoop } from "../measure";
import { type BenchServer, printProgress, startBenchServer } from "../server";
import { fill, type Size } from "./fill";
import { queries } from "./words";

const empty: Size = { products: 100, people: 0, orders: 0, changesEach: 0 };
const small: Size = { products: 5_000, people: 0, orders: 0, changesEach: 0 };
const big: Size = { products: 50_000, people: 200_000, orders: 200_000, changesEach: 25 };

const rounds = 3;
/** Calls a round: a colleague is held to 600 a minute. */
const each = 90;
/** A line as soon as it is known: the rest may take minutes. */
function printResult<T>(line: T): T {
  printProgress(`  ${JSON.stringify(line)}`);
  return line;
}
const median = (samples: number[]) => computePercentile(samples, 0.5);

async function openSizedServer(name: string, size: Size): Promise<BenchServer> {
  const shop = await startBenchServer(`.data/scale/${name}`);
  await fill(shop, size);
  printProgress("  the first listing");
  const wire = new HttpConnection(shop.port);
  await read(wire, buildQueryPath("catalogue.list"));
  wire.close();
  return shop;
}

async function read(
  wire: HttpConnection,
  path: string,
  who: { cookie?: string; surface?: string } = {},
): Promise<number> {
  const reply = await wire.send("GET", path, who);
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.body.slice(0, 200)}`);
  return reply.ms;
}

/** Ten clients run the bench's calls in turn, each starting with another. */
async function runCalls({ port }: BenchServer, procedure: string) {
  const wires = Array.from({ length: 10 }, () => new HttpConnection(port));
  const figures = await runClosedLoop(
    wires.map((wire, client) => {
      let next = client * 5;
      return () => read(wire, buildQueryPath(procedure, { query: queries[next++ % queries.length] }));
    }),
  );
  for (const wire of wires) wire.close();
  return figures;
}

/** Search in a catalogue of 5,000 and of 50,000 products, in turn: 95th percentiles (ms), medians of the rounds. */
async function search(fewer: BenchServer, more: BenchServer) {
  const lines = [];
  for (const procedure of ["catalogue.suggest", "catalogue.list"]) {
    printProgress(`  ${procedure}`);
    const p95 = { few: [] as number[], many: [] as number[] };
    for (let n = 0; n < rounds; n++) {
      p95.few.push((await runCalls(fewer, procedure)).p95_ms);
      p95.many.push((await runCalls(more, procedure)).p95_ms);
    }
    const few = median(p95.few);
    const many = median(p95.many);
    const ratio = round(many / few);
    lines.push(
      printResult({ metric: "scale", procedure, concurrency: 10, p95_ms_5000: few, p95_ms_50000: many, ratio }),
    );
  }
  return lines;
}

/** A shopper with three orders and five cart lines, and a shift on a tablet of a store with twenty open pickups. */
async function createActors(shop: BenchServer) {
  const { sql, port } = shop;
  const [guest] = await shop.guests(1);
  if (!guest) throw new Error("a guest was asked for");
  const variants = (await sql`select id from variant order by id limit 90`).map((row) => String(row.id));
  const [store] = await sql`insert into store (code, name, city, country, address, time_zone, weekly_hours)
    values (${randomUUID()}, 'Scale', 'Baku', 'AZ', '', 'Asia/Baku', '[[],[],[],[],[],[],[]]') returning id`;
  const tablet = generateSecret();
  const shift = generateSecret();
  await sql`
    with device as (
      insert into store_device (store_id, name, secret_hash) values (${store?.id}, 'Scale', ${sha256(tablet)}) returning id),
    person as (
      insert into staff (name, email, role, store_id)
      values ('Rauf', ${`${randomUUID()}@example.test`}, 'consultant', ${store?.id}) returning id)
    insert into staff_session (surface, proof, staff_id, store_device_id, secret_hash, expires_at)
    select 'store', 'pin', person.id, device.id, ${sha256(shift)}, now() + interval '1 day' from person, device`;
  await sql`
    with o as (
      insert into customer_order (shopper_id, channel, state, locale, goods_minor, delivery_minor, total_minor, vat, currency,
        quote_hash, expires_at, placed_at)
      select ${guest.shopperId}, 'shop', 'placed', 'en', 9800, 0, 9800, '[]', 'AZN', '', now(), now()
      from generate_series(1, 3) returning id),
    f as (
      insert into fulfilment (order_id, kind, store_id, status) select id, 'deliver', ${store?.id}, 'delivered' from o
      returning id, order_id)
    insert into order_line (order_id, fulfilment_id, variant_id, title, option, quantity, price_minor, currency, vat_rate_bp)
    select order_id, id, ${variants[0] ?? ""}::uuid, '{"en":"Linen Shirt"}', 'M', 2, 4900, 'AZN', 1800 from f`;
  await sql`
    with p as (
      insert into pickup (code, store_id, shopper_id, currency, status, contact_name, contact, promised_at, expires_at)
      select lpad(n::text, 6, '0'), ${store?.id}, ${guest.shopperId}, 'AZN', 'reserved', 'Person', '', now(), now() + interval '1 day'
      from generate_series(1, 20) n returning id)
    insert into pickup_line (pickup_id, variant_id, quantity, price_minor, currency)
    select id, ${variants[0] ?? ""}::uuid, 1, 9800, 'AZN' from p`;
  let bag: ReturnType<typeof createCartAdder> | undefined;
  const reader = (path: string, who: { cookie: string; surface?: string }) => {
    // Opened with its first call: the server closes what says nothing for five seconds.
    let wire: HttpConnection | undefined;
    return () => {
      wire ??= new HttpConnection(port);
      return read(wire, path, who);
    };
  };
  const cookie = `${signCookie("selvedge-tablet", tablet)}; ${signCookie("selvedge-shift", shift)}`;
  const calls: Record<string, () => Promise<number>> = {
    // First, before the shift locks itself.
    "pickups.store.listQueue": reader(buildQueryPath("pickups.store.listQueue"), { cookie, surface: "store" }),
    "cart.add": () => {
      bag ??= createCartAdder(port, guest, variants);
      return bag.add();
    },
    "cart.read": reader(buildQueryPath("cart.get"), { cookie: guest.cookie }),
    "orders.list": reader(buildQueryPath("orders.list"), { cookie: guest.cookie }),
  };
  return calls;
}

/**
 * Each call with an empty and with the full database, alternating: medians (ms) and the median of the rounds' ratios.
 */
async function compareCalls(none: BenchServer, all: BenchServer) {
  const inNone = await createActors(none);
  const inAll = await createActors(all);
  const lines = [];
  for (const [procedure, call] of Object.entries(inNone)) {
    printProgress(`  ${procedure}`);
    const other = inAll[procedure] ?? call;
    const found = { empty: [] as number[], big: [] as number[], ratio: [] as number[] };
    for (let n = 0; n <= 5; n++) {
      const samples = { empty: [] as number[], big: [] as number[] };
      for (let i = 0; i < each; i++) {
        samples.empty.push(await call());
        samples.big.push(await other());
      }
      // The first round warms both up.
      if (n === 0) continue;
      found.empty.push(median(samples.empty));
      found.big.push(median(samples.big));
      found.ratio.push(median(samples.big) / median(samples.empty));
    }
    const ratio = round(median(found.ratio));
    lines.push(
      printResult({
        metric: "scale",
        procedure,
        p50_ms_empty: median(found.empty),
        p50_ms_big: median(found.big),
        ratio,
      }),
    );
  }
  return lines;
}

/** Search and the hot calls in houses of different size, which are filled once and kept in `.data/scale`. */
export async function runScale() {
  const more = await openSizedServer("big", big);
  try {
    const lines = [];
    for (const [name, size, measure] of [
      ["5000", small, search],
      ["empty", empty, compareCalls],
    ] as const) {
      const other = await openSizedServer(name, size);
      try {
        lines.push(...(await measure(other, more)));
      } finally {
        await other.stop();
      }
    }
    return lines;
  } finally {
    await more.stop();
  }
}
