import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { db } from "@/db/client";
import { product } from "@/db/schema/catalogue";
import { type Role, staff, staffSession } from "@/db/schema/identity";
import { stockLevel } from "@/db/schema/inventory";
import { getImportRun } from "@/server/catalogue/import/queries";
import { uploadLimits } from "@/server/catalogue/import/schema";
import { startImport } from "@/server/catalogue/import/upload";
import type { Ctx } from "@/server/platform/context";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { makeProduct, makeStore } from "@/server/testing/factories";
import { exportHeader, shirt } from "@/server/testing/imports";
import { handleUpload } from "./upload";

const dataDir = mkdtempSync(path.join(tmpdir(), "selvedge-upload-"));
process.env.DATA_DIR = dataDir;
const server = createServer((req, res) => {
  handleUpload(req, res, (req.url ?? "").split("?", 1)[0] ?? "").catch(() => res.writeHead(500).end());
});
let base = "";

beforeAll(async () => {
  await loadSecrets();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/import`;
});
afterAll(() => server.close());

async function createOfficeCookie(role: Role = "office") {
  const [person] = await db()
    .insert(staff)
    .values({ name: "Anna", email: `${randomUUID()}@example.test`, role })
    .returning();
  const secret = generateSecret();
  const [session] = await db()
    .insert(staffSession)
    .values({
      surface: "office",
      proof: "passkey",
      staffId: person?.id ?? "",
      secretHash: sha256(secret),
      expiresAt: new Date(Date.now() + 86_400_000),
    })
    .returning();
  const ctx: Ctx = {
    actor: {
      kind: "staff",
      surface: "office",
      staffId: person?.id ?? "",
      name: "Anna",
      role,
      storeId: null,
      storeDeviceId: null,
      sessionId: session?.id ?? "",
    },
    surface: "office",
    locale: "en",
    requestId: "test",
    address: "127.0.0.1",
  };
  const headers = {
    cookie: signCookie("selvedge-office", secret),
    "x-surface": "office",
    "sec-fetch-site": "same-origin",
  };
  return { ctx, headers };
}

const put = (where: string, body: BodyInit, headers: Record<string, string>) =>
  fetch(`${base}/${where}`, { method: "PUT", body, headers }).then((r) => r.status);
const csv = [exportHeader, ...shirt, ""].join("\n");

describe("an upload through the office", () => {
  it("is stored as it streams in, imported, and removed", async () => {
    await makeStore();
    const { ctx, headers } = await createOfficeCookie();
    const uploadId = randomUUID();
    expect(await put(`${uploadId}/products`, csv, headers)).toBe(204);
    expect(await put(`${uploadId}/images/${encodeURIComponent("a b.jpg")}`, "x", headers)).toBe(204);
    const { id } = await startImport(ctx, { uploadId, fileName: "mine.csv", locale: "en" });
    const run = await vi.waitFor(async () => {
      const view = await getImportRun(id);
      expect(view.status).not.toBe("running");
      return view;
    }, 30_000);
    expect(run).toMatchObject({ status: "done", fileName: "mine.csv", source: "office" });
    expect(run.report?.products.created).toBe(1);
    expect(await db().select().from(product).where(eq(product.handle, "shirt"))).toHaveLength(1);
    await vi.waitFor(() => expect(readdirSync(path.join(dataDir, "uploads"))).toEqual([]), 30_000);
  });

  it("may be stock alone: levels are set, the catalogue stays unchanged", async () => {
    const place = await makeStore();
    const made = await makeProduct(["M"]);
    const sku = made.variants[0]?.sku ?? "";
    const { ctx, headers } = await createOfficeCookie();
    const uploadId = randomUUID();
    expect(
      await put(`${uploadId}/stock`, `SKU,Store,On Hand\n${sku},${place.code},7\nNOPE,${place.code},1\n`, headers),
    ).toBe(204);
    const { id } = await startImport(ctx, { uploadId, fileName: "stock.csv", locale: "en" });
    const run = await vi.waitFor(async () => {
      const view = await getImportRun(id);
      expect(view.status).not.toBe("running");
      return view;
    }, 30_000);
    expect(run).toMatchObject({ status: "done", report: { stock: { set: 1, unchanged: 0, refused: 1 } } });
    expect(await db().select().from(stockLevel).where(eq(stockLevel.storeId, place.id))).toMatchObject([{ onHand: 7 }]);
    expect(await db().select().from(product).where(eq(product.id, made.id))).toMatchObject([{ active: true }]);
  });

  it("is refused to everyone else, from other sites, and under names that leave its folder", async () => {
    const { headers } = await createOfficeCookie();
    const { headers: consultant } = await createOfficeCookie("consultant");
    const id = randomUUID();
    const { cookie: _cookie, ...nobody } = headers;
    expect(await put(`${id}/products`, csv, nobody)).toBe(404);
    expect(await put(`${id}/products`, csv, consultant)).toBe(404);
    expect(await put(`${id}/products`, csv, { ...headers, "x-surface": "shop" })).toBe(404);
    expect(await put(`${id}/products`, csv, { ...headers, "sec-fetch-site": "cross-site" })).toBe(403);
    for (const where of [
      `${id}/images/..%2F..%2Fsecrets.json`,
      `${id}/images/..%5C..%5Csecrets.json`,
      `${id}/images/%2E%2E`,
      `${id}/images/a%00b`,
      `${id}/images`,
      `${id}/secrets`,
      `..%2F..%2Fx/products`,
      `not-an-id/products`,
    ]) {
      expect([where, await put(where, "x", headers)]).toEqual([where, 400]);
    }
    const uploads = path.join(dataDir, "uploads");
    const kept = existsSync(uploads) ? readdirSync(uploads, { recursive: true }) : [];
    expect(kept.filter((name) => /secrets|\.part|csv/.test(String(name)))).toEqual([]);
  });

  it("is stopped at its size limit and leaves no file", async () => {
    const { headers } = await createOfficeCookie();
    const uploadId = randomUUID();
    const large = new Uint8Array(uploadLimits.pictureBytes + 1);
    expect(await put(`${uploadId}/images/large.jpg`, large, headers)).toBe(413);
    const left = readdirSync(path.join(dataDir, "uploads"), { recursive: true }).map(String);
    expect(left.filter((name) => name.includes("large"))).toEqual([]);
  });

  it("cannot be imported by another user, nor without a file", async () => {
    const mine = await createOfficeCookie();
    const other = await createOfficeCookie();
    const uploadId = randomUUID();
    await put(`${uploadId}/products`, csv, mine.headers);
    const input = { uploadId, fileName: "x.csv", locale: "en" as const };
    await expect(startImport(other.ctx, input)).rejects.toMatchObject({ appCode: "IMPORT_FILE" });
    const file = readdirSync(path.join(dataDir, "uploads"), { recursive: true }).map(String);
    const kept = file.find((name) => name.includes(uploadId) && name.endsWith("products.csv")) ?? "";
    expect(readFileSync(path.join(dataDir, "uploads", kept), "utf8")).toBe(csv);
  });
});
