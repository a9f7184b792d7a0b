import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { isAppError } from "@/server/platform/errors";
import { loadSecrets } from "@/server/platform/secrets";
import { inTransaction } from "@/server/platform/transaction";
import { makeShopper } from "@/server/testing/factories";
import { type CodeGuards, type CodePurpose, codeGuards, createCode } from "./one-time-codes";
import { codeLimits } from "./one-time-codes.rules";

beforeAll(() => loadSecrets());

const createAddress = () => `${randomUUID()}@example.test`;
const ask = (browser: string, purpose: CodePurpose, address = createAddress(), guards: CodeGuards = codeGuards) =>
  inTransaction((tx) => createCode(tx, { purpose, address, browser }, guards)).then(
    (code) => (code === null ? "never right" : "good"),
    (e: unknown) => (isAppError(e) ? e.appCode : Promise.reject(e)),
  );
const countAccepted = (answers: string[]) => answers.filter((a) => a === "good").length;

test("one browser may request codes for twenty addresses an hour, also concurrently; others and staff are unaffected", async () => {
  const browser = randomUUID();
  const purposes = ["shopper", "order", "contact"] as const;
  for (let i = 0; i < codeLimits.sendsPerBrowser - 1; i++)
    expect(await ask(browser, purposes[i % 3] ?? "shopper")).toBe("good");
  const last = await Promise.all(Array.from({ length: 8 }, () => ask(browser, "shopper")));
  expect([countAccepted(last), last.filter((a) => a === "RATE_LIMITED").length]).toEqual([1, 7]);
  expect(await ask(randomUUID(), "shopper")).toBe("good");
  expect(await ask(browser, "staff")).toBe("good");
  // Without the guard the same browser succeeds, which shows that the test detects it.
  expect(await ask(browser, "shopper", createAddress(), { ...codeGuards, asks: () => null })).toBe("good");
  await db().execute(sql`update clock_offset set shift = interval '71 minutes'`);
  expect(await ask(browser, "shopper")).toBe("good");
  await db().execute(sql`update clock_offset set shift = interval '0'`);
});

test.each(["shopper", "order", "contact", "erasure"] as const)(
  "the addresses of one account share their %s codes, across browsers",
  async (purpose) => {
    const { id } = await makeShopper("customer");
    const addresses = [createAddress(), createAddress(), createAddress()];
    await db()
      .insert(shopperContact)
      .values(addresses.map((value) => ({ id: randomUUID(), shopperId: id, kind: "email" as const, value })));
    const asked = (guards?: CodeGuards) =>
      Promise.all(addresses.map((address) => ask(randomUUID(), purpose, address, guards)));
    expect(countAccepted(await asked())).toBe(3);
    expect(countAccepted(await asked())).toBe(0);
    expect(countAccepted(await asked({ ...codeGuards, account: () => true }))).toBe(3);
  },
);
