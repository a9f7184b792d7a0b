import type { BrowserContext, Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../fixtures";
import { addToCart, expectCartQuantity, openProduct, signIn } from "../shopping";
import { latestMail } from "../test-env";

test.use({ serviceWorkers: "allow" });

/** Everything that this origin keeps in the browser, as text: databases, caches of pages, storage. */
const listKeptData = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const kept: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    for (const { name = "" } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store);
        for (const asked of [all.getAll(), all.getAllKeys()]) {
          const rows = await new Promise((resolve) => {
            asked.onsuccess = () => resolve(asked.result);
          });
          kept.push(`${name}/${store}: ${JSON.stringify(rows)}`);
        }
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      if (name.includes("precache")) continue;
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        kept.push(`${request.url} ${await ((await cache.match(request))?.clone().text() ?? "")}`);
    }
    return kept.join("\n");
  });

const session = (context: BrowserContext) => context.cookies().then((all) => all.map((c) => c.name));

/** Her traces: address, name, and ids of the server's responses. */
async function listTraces(page: Page, email: string): Promise<string[]> {
  const [who, cart] = await page.evaluate(async () => {
    const ask = async (name: string) => (await (await fetch(`/api/trpc/${name}`)).json()).result.data;
    return [await ask("shoppers.getMe"), await ask("cart.get")];
  });
  return [
    email,
    "Leyla Canary",
    who.shopperId,
    ...(JSON.stringify(cart).match(/[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}/g) ?? []),
  ];
}

async function withLeyla(page: Page, email: string): Promise<string[]> {
  await openProduct(page, "nizami-linen-shirt", "M");
  await addToCart(page, 1);
  await signIn(page, email);
  await page.getByLabel("Your name").fill("Leyla Canary");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Leyla Canary" })).toBeVisible();
  return listTraces(page, email);
}

test("signing out on a shared laptop leaves nothing readable, in any tab, nor by going back", async ({ laptop }) => {
  const email = "shared-laptop@example.test";
  const leyla = await withLeyla(laptop, email);
  expect(leyla.length).toBeGreaterThan(3);
  await laptop.goto("/en/cart");
  await expectCartQuantity(laptop, 1);
  const other = await laptop.context().newPage();
  await other.goto("/en/account");
  await expect(other.getByRole("heading", { name: "Leyla Canary" })).toBeVisible();
  await laptop.goto("/en/account");
  const before = await listKeptData(laptop);
  expect(leyla.filter((trace) => before.includes(trace)).length).toBeGreaterThan(1);
  await expect.poll(() => laptop.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);

  const left = [laptop, other].map((page) => page.waitForEvent("load"));
  await laptop.getByRole("button", { name: "Sign out", exact: true }).click();
  await Promise.all(left);
  await expect(laptop.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();

  const told = (text: string) => leyla.filter((trace) => text.includes(trace));
  expect(told(await listKeptData(laptop))).toEqual([]);
  for (const page of [laptop, other]) expect(told(await page.content())).toEqual([]);
  const names = await session(laptop.context());
  expect(names.filter((name) => /session-token|selvedge-(guest|browser)/.test(name))).toEqual([]);

  // A product's page is public; who added it to the cart must not show.
  const herself = leyla.slice(0, 3);
  for (let steps = 0; steps < 3; steps++) {
    await laptop.goBack({ waitUntil: "load" }).catch(() => null);
    await expect(laptop.locator("html")).toBeVisible();
    await expectCartQuantity(laptop, 0);
    const shown = await laptop.content();
    expect(herself.filter((trace) => shown.includes(trace))).toEqual([]);
  }
  await laptop.goto("/en/cart");
  await expectCartQuantity(laptop, 0);
  const after = await listKeptData(laptop);
  expect(herself.filter((trace) => after.includes(trace))).toEqual([]);
});

test("a sign-out warns before it loses unsent changes", async ({ phone }) => {
  await withLeyla(phone, "unsent@example.test");
  await phone.goto("/en/cart");
  await expectCartQuantity(phone, 1);
  await phone.route("**/api/trpc/sync.push**", (route) => route.abort());
  await phone
    .getByRole("button", { name: /^One more/ })
    .first()
    .click();
  await expectCartQuantity(phone, 2);
  await phone.getByRole("link", { name: "Account" }).first().click();
  await phone.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(phone.getByText("has not been sent yet")).toBeVisible();
  await phone.getByRole("button", { name: "Stay signed in" }).click();
  await phone.unroute("**/api/trpc/sync.push**");
  await expect(phone.getByRole("heading", { name: "Leyla Canary" })).toBeVisible();
});

test("signed out from another device, a phone shows and keeps nothing within five seconds", async ({
  laptop,
  phone,
}) => {
  const email = "lost-phone@example.test";
  const leyla = await withLeyla(phone, email);
  await phone.goto("/en/cart");
  await expectCartQuantity(phone, 1);
  await signIn(laptop, email);
  const there = laptop.getByRole("listitem").filter({ hasText: "Phone" });
  await there.getByRole("button", { name: "Sign out there" }).click();
  await expectCartQuantity(phone, 0);
  await expect(phone.getByText("Leyla Canary")).toHaveCount(0);
  await expect
    .poll(
      async () => {
        const kept = await listKeptData(phone);
        return leyla.slice(0, 3).filter((trace) => kept.includes(trace));
      },
      { timeout: 5_000 },
    )
    .toEqual([]);
});

test("an account is opened by a phone number too, and its contacts are proven one by one", async ({ laptop }) => {
  const code = async (to: string) => {
    await expect.poll(() => latestMail(to)).toMatch(/\b\d{6}\b/);
    return /\b\d{6}\b/.exec(await latestMail(to))?.[0] ?? "";
  };
  await laptop.goto("/en/account");
  await laptop.getByText("By text message").click();
  await laptop.getByLabel("Mobile number").fill("050 777 11 22");
  await laptop.getByRole("button", { name: "Send me a code" }).click();
  await expect(laptop.getByText("+994507771122")).toBeVisible();
  await laptop.getByLabel("Code", { exact: true }).fill(await code("+994507771122"));
  await laptop.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(laptop.getByRole("heading", { name: "How we reach you" })).toBeVisible();

  await laptop.getByRole("button", { name: "Add an e-mail" }).click();
  await laptop.getByLabel("E-mail", { exact: true }).fill("Proven@Example.test");
  await laptop.getByRole("button", { name: "Send me a code" }).click();
  await laptop.getByLabel("Code", { exact: true }).fill(await code("proven@example.test"));
  await laptop.getByRole("button", { name: "Confirm" }).click();
  await expect(laptop.getByText("proven@example.test").first()).toBeVisible();
  await expect.poll(() => latestMail("+994507771122")).toContain("was added");

  await laptop.getByRole("button", { name: "Change: proven@example.test" }).click();
  await laptop.getByLabel("The new one").fill("moved@example.test");
  await laptop.getByRole("button", { name: "Send both codes" }).click();
  await laptop.getByLabel("Code sent to proven@example.test").fill("000000");
  await laptop.getByLabel("Code sent to moved@example.test").fill(await code("moved@example.test"));
  await laptop.getByRole("button", { name: "Confirm" }).click();
  await expect(laptop.getByText("This code is not right")).toBeVisible();
  await expectAccessible(laptop);
  await laptop.getByLabel("Code sent to proven@example.test").fill(await code("proven@example.test"));
  await laptop.getByRole("button", { name: "Confirm" }).click();
  await expect(laptop.getByText("moved@example.test").first()).toBeVisible();
  await expect.poll(() => latestMail("proven@example.test")).toContain("was changed");
});

test("without a network the sign-in stays where it is, says so, and goes on afterwards", async ({ phone }) => {
  const email = "metro@example.test";
  await phone.goto("/en/account");
  await phone.getByLabel("E-mail", { exact: true }).fill(email);
  await phone.context().setOffline(true);
  await phone.getByRole("button", { name: "Send me a code" }).click();
  await expect(phone.getByRole("alert").filter({ hasText: "No network" })).toBeVisible();
  await phone.context().setOffline(false);
  await phone.getByRole("button", { name: "Send me a code" }).click();
  await expect.poll(() => latestMail(email)).toMatch(/\b\d{6}\b/);
  await phone.getByLabel("Code", { exact: true }).fill(/\b\d{6}\b/.exec(await latestMail(email))?.[0] ?? "");
  await phone.context().setOffline(true);
  await phone.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(phone.getByRole("alert").filter({ hasText: "No network" })).toBeVisible();
  await phone.context().setOffline(false);
  await phone.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(phone.getByRole("heading", { name: "Your devices" })).toBeVisible();
});
