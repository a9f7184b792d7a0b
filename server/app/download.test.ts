import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { extractText } from "unpdf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { shopperDevice } from "@/db/schema/identity";
import { book } from "@/server/fittings/booking/commands";
import { signCookie } from "@/server/platform/http/cookies";
import { signLink } from "@/server/platform/http/signed-link";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { makeProduct, makeShopper, makeStore } from "@/server/testing/factories";
import { paidOrder } from "@/server/testing/paid-order";
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

/** A guest with its browser's cookie; `linked`: an account on a device that never signed in. */
async function createBrowser(linked = false) {
  const shopper = await makeShopper(linked ? "customer" : "guest");
  const secret = generateSecret();
  const access = linked ? "linked" : "full";
  await db()
    .insert(shopperDevice)
    .values({ shopperId: shopper.id, secretHash: sha256(secret), access });
  return { ...shopper, cookie: signCookie("selvedge-guest", secret) };
}

async function ask(path: string, cookie: string, more: { method?: string; site?: string; signature?: string } = {}) {
  const { method = "GET", site = "same-origin", signature } = more;
  const shown: Record<string, string> = signature ? { "x-signature": signature } : {};
  const answer = await fetch(`${base}${path}`, { method, headers: { cookie, "sec-fetch-site": site, ...shown } });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** An appointment in Berlin, tomorrow at three, local time. */
async function createBooking(shopper: Awaited<ReturnType<typeof createBrowser>>) {
  const hours = Array.from({ length: 7 }, () => [["10:00", "20:00"] as [string, string]]);
  const store = await makeStore({ name: "Mitte", timeZone: "Europe/Berlin", weeklyHours: hours, rooms: 1 });
  await db().execute(sql`update clock_offset set shift = ${"2026-11-23T05:00:00Z"}::timestamptz - now()`);
  const who = { contactName: "Лейла", contact: "leyla@example.test" };
  const asked = { storeId: store.id, startsAt: "2026-11-24T14:00:00.000Z", slots: 1 as const, variantIds: [] };
  return book(shopper.ctx, { ...asked, ...who, key: randomUUID() });
}

describe("a file of the requester's own", () => {
  it("is the appointment for a calendar, under its own type and name", async () => {
    const me = await createBrowser();
    const { fittingId } = await createBooking(me);
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

  it("is the shop's data about them", async () => {
    const me = await createBrowser();
    const { status, headers, text } = await ask("/api/my-data.json", me.cookie);
    expect([status, headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="selvedge-\d{4}-\d\d-\d\d\.json"$/);
    expect(JSON.parse(text)).toMatchObject({ about: me.id, tables: expect.arrayContaining([expect.anything()]) });
  });

  it("is refused to others, to other sites, and for other methods", async () => {
    const me = await createBrowser();
    const other = await createBrowser();
    const linked = await createBrowser(true);
    const ics = `/api/fitting/${(await createBooking(me)).fittingId}.ics`;
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
    expect(answers).toEqual([404, 404, 401, 403, 404, 404, 401, 403, 404, 404]);
    expect(asked.every(([path]) => isDownload(path))).toBe(true);
  });
});

describe("the receipt behind a signed link", () => {
  /** A paid order, the URL of its receipt, and the cookie of a browser that showed a signature. */
  async function shared() {
    const order = await paidOrder({
      storeId: (await makeStore()).id,
      kind: "in_store",
      received: true,
      lines: await oneShirt(),
    });
    const path = `/api/receipt/${order.id}.pdf`;
    const show = async (signature: string) => {
      const { status, headers } = await ask(path, "", { method: "HEAD", signature });
      return { status, cookie: headers.getSetCookie()[0] ?? "" };
    };
    return { order, path, show };
  }
  const oneShirt = async () => [
    { variantId: (await makeProduct()).variants[0]?.id ?? "", quantity: 1, priceMinor: 12_900 },
  ];

  it("is served for the link's signature in a header; its URL has none, and it names nobody", async () => {
    const { order, path, show } = await shared();
    const { status, cookie } = await show(signLink("order", order.id));
    expect(status).toBe(200);
    expect(cookie).toMatch(/Max-Age=60; HttpOnly; SameSite=Strict/);
    const answer = await fetch(`${base}${path}?l=en`, { headers: { cookie: cookie.split(";")[0] ?? "" } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"]);
    const { text } = await extractText(new Uint8Array(await answer.arrayBuffer()), { mergePages: true });
    expect(text).toContain(String(order.number));
    expect(text).not.toContain("Leyla");
  });

  it("is refused for a wrong signature, one in the URL, or the cookie of another order", async () => {
    const mine = await shared();
    const other = await shared();
    const right = signLink("order", mine.order.id);
    expect(await mine.show(signLink("order", other.order.id))).toEqual({ status: 404, cookie: "" });
    expect(await mine.show(signLink("pickup", mine.order.id))).toEqual({ status: 404, cookie: "" });
    const { cookie } = await other.show(signLink("order", other.order.id));
    const asked = [
      await ask(mine.path, cookie.split(";")[0] ?? ""),
      await ask(`${mine.path}?s=${right}`, ""),
      await ask(mine.path, "", { signature: right }),
    ];
    expect(asked.map((a) => a.status)).toEqual([404, 404, 404]);
  });
});
