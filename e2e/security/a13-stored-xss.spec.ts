import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { eq, inArray } from "drizzle-orm";
import { inject } from "vitest";
import { db } from "@/db/client";
import { product } from "@/db/schema/catalogue";
import { runImport } from "@/server/catalogue/import/commands";
import { reserve } from "@/server/orders/pickup/reserve";
import { createSystemCtx } from "@/server/platform/context";
import { makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { payloads } from "./payloads";
import { createShift, type Person } from "./people";
import { dataDir } from "./server";
import type { Target } from "./target";

/** Stores the descriptions as the import without its sanitiser would have. */
type Stored = Target & { afterImport?: (descriptions: Map<string, string>) => Promise<void> };

const each = 10;
const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;

/** Imports products whose every text is a payload; gives each handle's description as it was sent. */
async function importHostile(mark: string): Promise<Map<string, string>> {
  const sent = new Map<string, string>();
  const header =
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Alt Text";
  const rows = [header];
  for (let i = 0; i < payloads.length; i += each) {
    const some = payloads.slice(i, i + each);
    const [title = "", vendor = "", type = "", tag = "", option = "", value = "", alt = ""] = some.map((p) =>
      p.slice(0, 120),
    );
    const handle = `xss-${mark}-${i}`;
    const body = some.map((payload) => `<p>${payload}</p>`).join("\n");
    sent.set(handle, body);
    const cells = [
      handle,
      `${title} ${mark}`,
      body,
      vendor,
      type,
      tag,
      `Cut ${option}`,
      `M ${value}`,
      `${handle}-1`,
      "10.00",
      alt,
    ];
    rows.push(cells.map(quoted).join(","));
  }
  const file = path.resolve(dataDir, `xss-${mark}.csv`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${rows.join("\n")}\n`);
  const given = {
    source: "command",
    fileName: "xss.csv",
    images: null,
    stock: null,
    currency: "AZN",
    locale: "en",
  } as const;
  const { report } = await runImport(createSystemCtx("attack"), { ...given, products: file });
  if (report.products.created !== sent.size)
    throw new Error(
      `only ${report.products.created} hostile products went in: ${JSON.stringify(report.problems.slice(0, 5))}`,
    );
  return sent;
}

/** Reserves under names that are payloads; the store's tablet shows them. Not over HTTP: so many are refused there. */
async function reserveHostile(storeId: string): Promise<number> {
  const variantId = (await makeProduct(["M"])).variants[0]?.id ?? "";
  const names = payloads.filter((payload) => payload.length <= 80);
  await stock(variantId, storeId, names.length);
  for (const name of names) {
    const contact = { name, contact: "leyla@example.test" };
    const lines = [{ variantId, quantity: 1 }];
    await reserve((await makeShopper()).ctx, { key: randomUUID(), storeId, lines, contact });
  }
  return names.length;
}

/** Whether anything ran on the page, or waits in a link for a click. */
async function ranOn(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const links = [...document.querySelectorAll("a[href], form[action], button[formaction], area[href]")];
    const leadsToScript = (value: string | null) =>
      value !== null && URL.canParse(value, location.href) && new URL(value, location.href).protocol === "javascript:";
    const waits = links.some((link) =>
      ["href", "action", "formaction", "xlink:href"].some((name) => leadsToScript(link.getAttribute(name))),
    );
    return waits || (window as { ran?: number }).ran !== undefined;
  });
}

const cookiesOf = ({ cookie }: Person, url: string) =>
  cookie.split("; ").map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
  });

async function look(browser: Browser, url: string, as: Person | null, paths: string[]): Promise<string[]> {
  const context = await browser.newContext();
  if (as) await context.addCookies(cookiesOf(as, url));
  const page = await context.newPage();
  const ran: string[] = [];
  page.on("dialog", (dialog) => dialog.dismiss());
  for (const at of paths) {
    await page.goto(`${url}${at}`, { waitUntil: "networkidle" }).catch(() => {});
    if (await ranOn(page).catch(() => true)) ran.push(at);
  }
  await context.close();
  return ran;
}

/** A13: payloads in a catalogue that is imported and in names that shoppers give, opened in a browser. */
async function run(target: Stored) {
  const mark = randomUUID().slice(0, 8);
  const sent = await importHostile(mark);
  await target.afterImport?.(sent);
  const store = await makeStore();
  const names = await reserveHostile(store.id);
  const executablePath = process.env.CHROMIUM_PATH;
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  try {
    const shop = [...[...sent.keys()].map((handle) => `/en/p/${handle}`), `/en/search?q=${mark}`, "/ru/new"];
    const ran = await look(browser, target.url, null, shop);
    ran.push(...(await look(browser, target.url, await createShift(store.id, "consultant", "Rauf"), ["/store"])));
    return ran.length > 0
      ? reportLetThrough(`something ran on ${ran.length} of ${shop.length + 1} pages, as on ${ran[0]}`)
      : reportRefused(`0 of ${payloads.length} payloads ran on ${shop.length + 1} pages; ${names} of them as names`);
  } finally {
    await browser.close();
    await db()
      .update(product)
      .set({ active: false })
      .where(inArray(product.handle, [...sent.keys()]));
  }
}

registerAttack({
  id: "A13",
  title: "stored scripts in imported texts and in names",
  timeout: 240_000,
  run,
  mutants: {
    "the import's sanitiser": async () => ({
      url: inject("productionUrl"),
      async afterImport(descriptions: Map<string, string>) {
        for (const [handle, en] of descriptions) {
          await db().update(product).set({ description: { en } }).where(eq(product.handle, handle));
        }
      },
    }),
  },
});
