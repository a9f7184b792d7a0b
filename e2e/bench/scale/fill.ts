import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { closeDb } from "@/db/client";
import { reindexProducts } from "@/server/catalogue/search/commands";
import { makeStore } from "@/server/testing/factories";
import { type BenchServer, printProgress } from "../server";
import { buildName, garments, stuffs } from "./words";

export type Size = { products: number; people: number; orders: number; changesEach: number };
type Cell = string | number | boolean | null;

const sizes = ["XS", "S", "M", "L", "XL", "XXL"];
const colours = ["black", "white", "navy", "grey", "red", "green", "blue", "beige", "brown", "pink"];

/** A UUID that follows from its name and is spread like a random one. */
function buildId(kind: string, n: number): string {
  const hex = createHash("md5").update(`${kind} ${n}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const cellText = (cell: Cell) =>
  cell === null
    ? "\\N"
    : String(cell)
        .replace(/\\/g, "\\\\")
        .replace(/[\t\n]/g, " ");

function* lines(rows: Iterable<Cell[]>): Generator<string> {
  let text = "";
  for (const row of rows) {
    text += `${row.map(cellText).join("\t")}\n`;
    if (text.length < 65_536) continue;
    yield text;
    text = "";
  }
  yield text;
}

type Copy = (table: string, columns: string, count: number, rowsOf: (n: number) => Cell[][]) => Promise<void>;

/** Writes the rows of `0 … count - 1` by COPY. */
const createCopy =
  (client: pg.Client): Copy =>
  async (table, columns, count, rowsOf) => {
    printProgress(`  ${table}`);
    function* rows() {
      for (let n = 0; n < count; n++) yield* rowsOf(n);
    }
    const into = client.query(copyFrom(`copy ${table} (${columns}) from stdin`));
    await pipeline(Readable.from(lines(rows())), into);
  };

async function fillCatalogue(copy: Copy, { products }: Size, stores: string[]): Promise<void> {
  await copy("colour", "key, name", colours.length, (n) => [[colours[n] ?? "", JSON.stringify({ en: colours[n] })]]);
  await copy("category", "id, slug, name", garments.length, (n) => {
    const [en, ru, az] = garments[n] ?? [];
    return [[buildId("category", n), `kind-${n}`, JSON.stringify({ en, ru, az })]];
  });
  await copy("product", "id, handle, title, description, category_id, option_names", products, (n) => {
    const garment = garments[n % 20];
    const stuff = stuffs[Math.floor(n / 20) % 10];
    const name = buildName(n * 7);
    const title = {
      en: `${name} ${stuff?.[0]} ${garment?.[0]}`,
      ru: `${garment?.[1]} ${stuff?.[1]} ${name}`,
      az: `${name} ${stuff?.[2]} ${garment?.[2]}`,
    };
    const description = JSON.stringify({ en: "Cut in Baku, washed once, made to be worn for years." });
    return [
      [
        buildId("product", n),
        `p-${n}`,
        JSON.stringify(title),
        description,
        buildId("category", n % 20),
        "{Size,Colour}",
      ],
    ];
  });
  await copy(
    "variant",
    "id, product_id, sku, option1, option2, size, colour_key, price_minor, currency, position",
    products * 6,
    (n) => {
      const of = Math.floor(n / 6);
      const size = sizes[n % 6] ?? "";
      const colour = colours[of % 10] ?? "";
      const price = 2_000 + (of % 300) * 100;
      return [
        [buildId("variant", n), buildId("product", of), `SKU-${n}`, size, colour, size, colour, price, "AZN", n % 6],
      ];
    },
  );
  const shelvesOf = (n: number) => [stores[n % 4] ?? "", stores[(n + 1) % 4] ?? ""];
  await copy("stock_level", "variant_id, store_id, on_hand", products * 6, (n) =>
    shelvesOf(n).map((store, i) => [buildId("variant", n), store, (n + i) % 5]),
  );
  await copy("stock_movement", "variant_id, store_id, delta, reason", products * 6, (n) =>
    shelvesOf(n).flatMap((store, i) => ((n + i) % 5 ? [[buildId("variant", n), store, (n + i) % 5, "seed"]] : [])),
  );
}

async function fillPeople(copy: Copy, { products, people: count, changesEach }: Size): Promise<void> {
  const variantOf = (n: number) => buildId("variant", (n * 31) % (products * 6));
  await copy("shopper", "id, kind, name", count, (n) => [[buildId("person", n), "account", `Person ${n}`]]);
  await copy("shopper_contact", "shopper_id, kind, value, is_primary", count, (n) => [
    [buildId("person", n), "email", `person-${n}@example.test`, true],
  ]);
  await copy("shopper_device", "shopper_id, secret_hash", count, (n) => [[buildId("person", n), buildId("secret", n)]]);
  await copy("sync_scope", "id, kind, version", count, (n) => [[buildId("person", n), "shopper", changesEach]]);
  await copy("sync_client", "id, owner_kind, owner_id, last_mid", count, (n) => [
    [buildId("client", n), "shopper_device", buildId("person", n), changesEach],
  ]);
  const line = (n: number) => `${variantOf(n)}:deliver`;
  await copy("cart", "scope_id, currency", count, (n) => [[buildId("person", n), "AZN"]]);
  await copy(
    "cart_line",
    "scope_id, line_key, variant_id, fulfilment, quantity, price_seen_minor, currency, version",
    count,
    (n) =>
      [0, 1, 2].map((i) => [
        buildId("person", n),
        line(3 * n + i),
        variantOf(3 * n + i),
        "deliver",
        1,
        9_800,
        "AZN",
        i + 1,
      ]),
  );
  // Dated ahead: rows older than two weeks are swept, and the database is kept for longer.
  const ahead = new Date(Date.now() + 3e10).toISOString();
  await copy("sync_change", "scope_id, version, seq, client_id, mid, entity, entity_id, row, at", count, (n) => {
    const person = buildId("person", n);
    const client = buildId("client", n);
    const lines = [0, 1, 2].map((i) => ({ key: line(3 * n + i), variantId: variantOf(3 * n + i) }));
    return Array.from({ length: changesEach }, (_, i) => {
      const { key = "", variantId } = lines[i % 3] ?? {};
      const row = { variantId, fulfilment: { kind: "deliver" }, quantity: i + 1, priceSeen: 9_800 };
      return [person, i + 1, 0, client, i + 1, "cart_line", key, JSON.stringify(row), ahead];
    });
  });
}

async function fillOrders(copy: Copy, size: Size, stores: string[]): Promise<void> {
  const count = size.orders;
  const buyerOf = (n: number) => buildId("person", n % size.people);
  const storeOf = (n: number) => stores[n % 4] ?? "";
  const day = (n: number) => new Date(Date.now() - 86_400_000 * (1 + (n % 600))).toISOString();
  const collected = (n: number) => n % 2 === 0;
  await copy(
    "customer_order",
    "id, shopper_id, channel, state, contact_name, email, locale, goods_minor, delivery_minor, total_minor, vat, currency, quote_hash, created_at, expires_at, placed_at",
    count,
    (n) => [
      [buildId("order", n), buyerOf(n), "shop", "placed", `Person ${n}`, `person-${n}@example.test`, "en"].concat([
        "24500",
        "0",
        "24500",
        '[{"country":"AZ","rateBp":1800,"minor":3737}]',
        "AZN",
        "hash",
        day(n),
        day(n),
        day(n),
      ]),
    ],
  );
  await copy("fulfilment", "id, order_id, kind, store_id, status, created_at, ended_at", count, (n) => {
    const [kind, status] = collected(n) ? ["pickup", "handed_over"] : ["deliver", "delivered"];
    return [[buildId("part", n), buildId("order", n), kind ?? "", storeOf(n), status ?? "", day(n), day(n)]];
  });
  await copy(
    "order_line",
    "order_id, fulfilment_id, variant_id, title, option, quantity, price_minor, currency, vat_rate_bp",
    count,
    (n) =>
      [0, 1, 2, 3, 4].map((i) => {
        const variant = buildId("variant", (n * 17 + i) % (size.products * 6));
        return [
          buildId("order", n),
          buildId("part", n),
          variant,
          '{"en":"Linen Shirt"}',
          "M / navy",
          1,
          4_900,
          "AZN",
          1_800,
        ];
      }),
  );
  await copy("order_event", "order_id, kind, at", count, (n) =>
    ["ordered", "paid"].map((kind) => [buildId("order", n), kind, day(n)]),
  );
  await copy(
    "payment",
    "order_id, method, status, amount_minor, currency, provider_ref, created_at, expires_at, captured_at",
    count,
    (n) => [[buildId("order", n), "card_online", "captured", 24_500, "AZN", `cs_scale_${n}`, day(n), day(n), day(n)]],
  );
  await copy(
    "pickup",
    "id, code, store_id, shopper_id, order_id, currency, status, contact_name, contact, promised_at, expires_at, ended_at",
    count,
    (n) =>
      collected(n)
        ? [
            [
              buildId("part", n),
              "123456",
              storeOf(n),
              buyerOf(n),
              buildId("order", n),
              "AZN",
              "collected",
              "Person",
              "",
            ].concat([day(n), day(n), day(n)]),
          ]
        : [],
  );
  await copy("pickup_line", "pickup_id, variant_id, quantity, price_minor, currency, status", count, (n) =>
    collected(n) ? [[buildId("part", n), buildId("variant", n % (size.products * 6)), 1, 24_500, "AZN", "picked"]] : [],
  );
}

/**
 * Fills a database of its own once, by COPY, and keeps it for the next run; a database with other contents is emptied
 * before.
 */
export async function fill(shop: BenchServer, size: Size): Promise<void> {
  const [row] = await shop.sql`select obj_description('product'::regclass) as told`;
  const wanted = JSON.stringify(size);
  if (row?.told === wanted) return;
  printProgress(`filling a house of ${size.products} products, ${size.people} people, ${size.orders} orders …`);
  const { DATABASE_URL: before } = process.env;
  process.env.DATABASE_URL = shop.url;
  await closeDb();
  // What a run that did not come to its end has left behind, or one of another size.
  await shop.sql.run(
    "truncate product, category, colour, store, shopper, staff, cart, customer_order, sync_scope cascade",
  );
  const left = ["stock_movement", "search_word", "product_word", "sync_change", "sync_client", "sync_receipt"];
  await shop.sql.run(`truncate ${left.join(", ")}`);
  const stores = [];
  for (let n = 0; n < 4; n++) stores.push((await makeStore({ code: `scale-${n}` })).id);
  // Ids are derived, not looked up: a look-up for each row would double the time.
  const client = new pg.Client({ connectionString: shop.url, options: "-c session_replication_role=replica" });
  await client.connect();
  await fillCatalogue(createCopy(client), size, stores);
  if (size.people > 0) await fillPeople(createCopy(client), size);
  if (size.orders > 0) await fillOrders(createCopy(client), size, stores);
  printProgress("  words");
  await reindexProducts(Array.from({ length: size.products }, (_, n) => buildId("product", n)));
  await client.query("vacuum analyze");
  await client.query(`comment on table product is '${wanted}'`);
  await client.end();
  await closeDb();
  process.env.DATABASE_URL = before ?? "";
}
