import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { inject } from "vitest";
import { db } from "@/db/client";
import { pickup, pickupLine } from "@/db/schema/orders";
import { makeProduct, makeStore } from "@/server/testing/factories";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createShift, createTablet, type Person } from "./people";
import type { Target } from "./target";

const hostile = '<a href="https://evil.example" target="_blank">Leyla</a> https://evil.example';

/** A pickup in the queue whose shopper calls herself a link. */
async function queued(storeId: string): Promise<string> {
  const { variants } = await makeProduct(["M"]);
  const in1h = new Date(Date.now() + 3_600_000);
  const [row] = await db()
    .insert(pickup)
    .values({
      code: "112233",
      storeId,
      shopperId: randomUUID(),
      currency: "AZN",
      status: "reserved",
      contactName: hostile,
      contact: "https://evil.example",
      promisedAt: in1h,
      expiresAt: new Date(Date.now() + 86_400_000),
    })
    .returning();
  await db()
    .insert(pickupLine)
    .values({
      pickupId: row?.id ?? "",
      variantId: variants[0]?.id ?? "",
      quantity: 1,
      priceMinor: 100,
      currency: "AZN",
    });
  return row?.id ?? "";
}

/** Everything that left, or would have left, the tablet's own origin. */
function watch(context: BrowserContext, origin: string): Set<string> {
  const ways = new Set<string>();
  context.on("page", (page) => {
    page.on("popup", () => ways.add("a popup"));
    page.on("download", (file) => ways.add(`a download of ${file.url()}`));
    page.on("filechooser", () => ways.add("a file chooser"));
  });
  context.on("request", (asked) => {
    const { protocol, origin: to } = new URL(asked.url());
    if (protocol !== "data:" && protocol !== "blob:" && to !== origin) ways.add(`a request to ${to}`);
  });
  return ways;
}

/** Links and frames on the screen that lead elsewhere, or to another tab. */
const leadingOut = (page: Page) =>
  page.evaluate(() => {
    const out: string[] = [];
    for (const node of document.querySelectorAll(
      "a[href], area[href], form[action], iframe, [target], object, embed",
    )) {
      const to = node.getAttribute("href") ?? node.getAttribute("action") ?? node.getAttribute("src") ?? "";
      const target = node.getAttribute("target") ?? "";
      const { origin, pathname } = new URL(to || location.href, location.href);
      const away = origin !== location.origin || !pathname.startsWith("/store");
      if (away || (target && target !== "_self") || ["IFRAME", "OBJECT", "EMBED"].includes(node.tagName))
        out.push(`${node.tagName.toLowerCase()} to ${to || target}`);
    }
    return out;
  });

const clickable = "a[href], button:not([disabled]), summary, [role=button], [role=tab], select";

/** Presses everything on a screen, one after another; gives how many things there were. */
async function pressAll(page: Page, address: string, ways: Set<string>): Promise<number> {
  const open = async () => {
    await page.goto(address);
    await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => {});
  };
  await open();
  let pressed = 0;
  for (let i = 0; i < 40; i++) {
    for (const found of await leadingOut(page)) ways.add(found);
    const thing = page.locator(clickable).nth(i);
    if ((await thing.count()) === 0) break;
    await thing.click({ timeout: 1_500, noWaitAfter: true }).catch(() => {});
    pressed++;
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50))).catch(() => {});
    for (const found of await leadingOut(page).catch(() => [])) ways.add(found);
    if (!new URL(page.url()).pathname.startsWith("/store")) ways.add(`a way to ${page.url()}`);
    // What a press opened would hide the rest.
    await open();
  }
  return pressed;
}

async function screensOf(target: Target) {
  const store = await makeStore();
  const pickupId = await queued(store.id);
  const shift = await createShift(store.id, "manager", hostile);
  const locked = await createTablet(store.id);
  const bare: Person = { cookie: "", surface: "store" };
  const at = (path: string) => `${target.url}/store${path}`;
  return [
    { who: bare, address: at("") },
    { who: locked, address: at("") },
    { who: shift, address: at("") },
    { who: shift, address: at("/client") },
    { who: shift, address: at("/hand-over") },
    { who: shift, address: at(`/pick/${pickupId}`) },
  ];
}

async function run(target: Target) {
  const { CHROMIUM_PATH: executablePath = "/usr/bin/chromium" } = process.env;
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  let pressed = 0;
  const through = new Set<string>();
  try {
    for (const { who, address } of await screensOf(target)) {
      const context = await browser.newContext({ viewport: { width: 1180, height: 820 }, hasTouch: true });
      const ways = watch(context, new URL(target.url).origin);
      const cookies = who.cookie.split("; ").filter(Boolean);
      await context.addCookies(
        cookies.map((pair) => {
          const cut = pair.indexOf("=");
          return { name: pair.slice(0, cut), value: pair.slice(cut + 1), url: target.url, httpOnly: true };
        }),
      );
      pressed += await pressAll(await context.newPage(), address, ways);
      await context.close();
      for (const way of ways) through.add(way);
    }
  } finally {
    await browser.close();
  }
  // A walk that met nothing to press proves nothing.
  if (pressed < 20) throw new Error(`only ${pressed} things could be pressed`);
  return through.size > 0
    ? reportLetThrough([...through].join("; "))
    : reportRefused(`${pressed} presses on 6 screens, 0 ways out`);
}

/** The production server behind a proxy that puts a link for help onto every screen. */
async function withHelpLink(): Promise<Target> {
  const { host, port } = new URL(inject("productionUrl"));
  const server = createServer((req, res) => {
    const headers = { ...req.headers, "accept-encoding": "identity" };
    const up = request({ host: host.split(":")[0], port, path: req.url, method: req.method, headers }, (answer) => {
      const html = answer.headers["content-type"]?.startsWith("text/html");
      const { "content-length": length, ...rest } = answer.headers;
      res.writeHead(answer.statusCode ?? 502, html || !length ? rest : answer.headers);
      answer.pipe(res, { end: !html });
      if (html) answer.on("end", () => res.end('<a href="https://help.example" target="_blank">Help</a>'));
    });
    up.on("error", () => res.destroy());
    req.pipe(up);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

registerAttack({
  id: "A11",
  title: "a way out of the tablet's kiosk",
  run,
  timeout: 300_000,
  mutants: { "the rule that no link leaves": withHelpLink },
});
