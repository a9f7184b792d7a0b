import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { shopperDevice } from "@/db/schema/identity";
import { makeShopper, makeStore } from "@/db/testing/factories";
import { book } from "@/server/fittings/booking/commands";

import { signedPair } from "@/server/platform/cookies";
import { newSecret, sha256 } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { handleDownload, isDownload } from "./download";

const server = createServer((req, res) => {
  handleDownload(req, res, (req.url ?? "").split("?", 1)[0] ?? "").catch(() => res.writeHead(500).end());
});
let base = "";
beforeAll(async () => {
  await loadSecrets();
  await once(server.listen(0, "127.0.0.1"), "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A guest with its browser's cookie; `linked`: somebody's account on a device that never signed in. */
async function browser(linked = false) {
  const [shopper, secret] = [await makeShopper(linked ? "customer" : "guest"), newSecret()];
  const access = linked ? "linked" : "full";
  await db()
    .insert(shopperDevice)
    .values({ shopperId: shopper.id, secretHash: sha256(secret), access });
  return { ...shopper, cookie: signedPair("selvedge-guest", secret) };
}

async function ask(path: string, cookie: string, more: { method?: string; site?: string } = {}) {
  const { method = "GET", site = "same-origin" } = more;
  const answer = await fetch(`${base}${path}`, { method, headers: { cookie, "sec-fetch-site": site } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** An appointment in Berlin, tomorrow at three by that city's clock. */
async function booked(shopper: Awaited<ReturnType<typeof browser>>) {
  const hours = Array.from({ length: 7 }, () => [["10:00", "20:00"] as [string, string]]);
  const store = await makeStore({ name: "Mitte", timeZone: "Europe/Berlin", weeklyHours: hours, rooms: 1 });
  await db().execute(sql`update clock_offset set shift = ${"2026-11-23T05:00:00Z"}::timestamptz - now()`);
  const who = { contactName: "Лейла", contact: "leyla@example.test" };
  const asked = { storeId: store.id, startsAt: "2026-11-24T14:00:00.000Z", slots: 1 as const, variantIds: [] };
  return book(shopper.ctx, { ...asked, ...who, key: randomUUID() });
}

describe("a file of the asker's own", () => {
  it("is the appointment for a calendar, under its own type and name", async () => {
    const me = await browser();
    const { fittingId } = await booked(me);
    const path = `/api/fitting/${fittingId}.ics`;
    const { status, headers, text } = await ask(`${path}?l=ru`, me.cookie);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expect(headers.get("content-disposition")).toBe('attachment; filename="fitting-2026-11-24.ics"');
    expect(Number(headers.get("content-length"))).toBe(Buffer.byteLength(text));
    expect(text).toContain("SUMMARY:Примерка · Mitte\r\n");
    expect(text).toContain("DTSTART;TZID=Europe/Berlin:20261124T150000\r\n");
    expect(text).not.toContain("METHOD");
    expect(await ask(path, me.cookie, { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
  });

  it("is what the shop knows of them", async () => {
    const me = await browser();
    const { status, headers, text } = await ask("/api/my-data.json", me.cookie);
    expect([status, headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="selvedge-\d{4}-\d\d-\d\d\.json"$/);
    expect(JSON.parse(text)).toMatchObject({ about: me.id, tables: expect.arrayContaining([expect.anything()]) });
  });

  it("is nobody else's, nor another site's, and no other method's", async () => {
    const [me, other, linked] = [await browser(), await browser(), await browser(true)];
    const ics = `/api/fitting/${(await booked(me)).fittingId}.ics`;
    const asked: [string, string, Parameters<typeof ask>[2]?][] = [
      [ics, other.cookie],
      [ics, other.cookie, { method: "HEAD" }],
      [ics, ""],
      [ics, me.cookie, { site: "cross-site" }],
      [ics, me.cookie, { method: "POST" }],
      ["/api/my-data.json", ""],
      ["/api/my-data.json", linked.cookie],
      ["/api/my-data.json", me.cookie, { site: "cross-site" }],
      ["/api/my-data.xml", me.cookie],
      ["/api/fitting/1.ics", me.cookie],
    ];
    const answers = await Promise.all(asked.map(async ([path, cookie, how]) => (await ask(path, cookie, how)).status));
    expect(answers).toEqual([404, 404, 404, 403, 404, 404, 401, 403, 404, 404]);
    expect(asked.every(([path]) => isDownload(path))).toBe(true);
  });
});
