import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { killInBurst } from "./burst";

const small = { count: 300, kills: 3 };

test("workers killed in the midst of a burst lose no job and do none twice", async () => {
  expect(await killInBurst(small)).toMatchObject({ lost: 0, doubled: 0 });
  const [row] = await db().execute<{ n: number }>(sql`select count(*)::int as n from graphile_worker.jobs`);
  expect(row?.n).toBe(0);
});
