import AxeBuilder from "@axe-core/playwright";
import { type Browser, test as base, expect, type Page } from "@playwright/test";
import { closeTestEnv, enrolTablet, nextMorning, openOffice, openTestEnv } from "./test-env";

type Screens = {
  /** A shopper's laptop, 1440 wide, no cookies yet. */
  laptop: Page;
  /** A phone, 390 wide, touch, another browser than the laptop. */
  phone: Page;
  /** The tablet of the Nizami St. store, enrolled, with Rauf's shift. */
  tablet: Page;
  /** A laptop in the office, where the administrator is signed in. */
  office: Page;
};

const baseURL = (): string => base.info().project.use.baseURL ?? "";

async function withPage(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0],
  use: (page: Page) => Promise<void>,
) {
  const context = await browser.newContext({
    baseURL: baseURL(),
    locale: "en-GB",
    timezoneId: "Asia/Baku",
    ...options,
  });
  const violations: string[] = [];
  context.on("console", (message) => {
    if (message.text().includes("Content Security Policy"))
      violations.push(`${message.page()?.url()}: ${message.text()}`);
  });
  await use(await context.newPage());
  await context.close();
  expect(violations, "the content security policy stopped something of ours").toEqual([]);
}

export const test = base.extend<Screens & { morning: undefined }, { house: undefined }>({
  house: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      await openTestEnv();
      await use(undefined);
      await closeTestEnv();
    },
    { scope: "worker", auto: true },
  ],
  morning: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      await nextMorning();
      await use(undefined);
    },
    { auto: true },
  ],
  laptop: async ({ browser }, use) => withPage(browser, { viewport: { width: 1440, height: 900 } }, use),
  phone: async ({ browser }, use) =>
    withPage(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, use),
  tablet: async ({ browser }, use) =>
    withPage(browser, { viewport: { width: 1180, height: 820 }, hasTouch: true }, async (page) => {
      await enrolTablet(page.context(), baseURL(), "nizami", "Rauf");
      await use(page);
    }),
  office: async ({ browser }, use) =>
    withPage(browser, { viewport: { width: 1440, height: 900 } }, async (page) => {
      await openOffice(page.context(), baseURL());
      await use(page);
    }),
});

/** No violation of WCAG 2.2 A and AA on the screen as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  // Without frames of other sites the page itself can sum up; a second page for that costs as much as the check.
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .withTags(tags)
    .setLegacyMode();
  const { violations } = await axe.analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`)).toEqual([]);
}

export { expect };
