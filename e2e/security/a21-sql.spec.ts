import { sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { publicProcedure } from "@/server/trpc/init";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { buildRouter } from "./router";
import { query, startMutant, type Target } from "./target";

/** Ways to say more than an order. */
const sorts = [
  "title; drop table product--",
  "(select email from shopper limit 1)",
  "case when (select count(*) from shopper) > 0 then title end",
  "1; select pg_sleep(3)--",
  "price desc, (select 1/0)",
  "NEWEST",
  "__proto__",
];
/** What must be words to search for, and nothing more. */
const words = [
  "' or '1'='1",
  "'; drop table product; --",
  '" or ""="',
  "\\'; select pg_sleep(3); --",
  "%' union select email from shopper --",
  "$1",
  "a:*|b",
  "\u0000",
];
const fields = ["query", "category", "store"] as const;

/** A21: SQL in the order and in every filter of the catalogue's list. */
async function run(target: Target) {
  const through: string[] = [];
  let tried = 0;
  for (const sort of sorts) {
    const { status } = await query(target, "catalogue.list", { input: { sort } });
    if (status !== 400) through.push(`sort=${sort}: ${status}`);
    tried++;
  }
  for (const word of words) {
    const inputs = [...fields.map((field) => ({ [field]: word })), { sizes: [word] }, { colours: [word] }];
    for (const input of inputs) {
      const { status, data } = await query(target, "catalogue.list", { input });
      const total = (data as { total?: number } | undefined)?.total ?? 0;
      // An empty word of a search is no filter; what filters must find nothing.
      if (status >= 500 || (total > 0 && !("query" in input)))
        through.push(`${JSON.stringify(input)}: ${status}, ${total}`);
      tried++;
    }
  }
  const honest = await query(target, "catalogue.list", { input: { sort: "price-up" } });
  if (honest.status !== 200) throw new Error(`an honest order was answered ${honest.status}`);
  return through.length > 0 ? reportLetThrough(through.join(", ")) : reportRefused(`${tried} of ${tried}`);
}

registerAttack({
  id: "A21",
  title: "SQL through sort= and filters",
  run,
  mutants: {
    "the list of allowed orders": () =>
      startMutant({
        router: buildRouter(({ catalogue }) => ({
          catalogue: {
            ...catalogue,
            list: publicProcedure
              .input(z.looseObject({ sort: z.string().optional() }))
              .query(async ({ input: { sort } }) => {
                const order = sql.raw(sort && sort !== "price-up" ? sort : "handle");
                const rows = await db().execute(sql`select handle from product order by ${order} limit 5`);
                return { total: 0, rows: rows.length };
              }),
          },
        })),
      }),
  },
});
