import { expect, expectAccessible, test } from "../fixtures";
import { latestMail } from "../test-env";

const address = "anna@selvedge.example";

test("the office opens by a code and a passkey, created once and used after; the audit trail has it", async ({
  browser,
}) => {
  // Browsers allow passkeys at a name only.
  const base = (test.info().project.use.baseURL ?? "").replace("127.0.0.1", "localhost");
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const enterCode = async () => {
    const before = await latestMail(address);
    await page.goto(`${base}/office`);
    await page.getByLabel("Work e-mail").fill(address);
    await page.getByRole("button", { name: "Get a code" }).click();
    await expect.poll(() => latestMail(address)).not.toBe(before);
    await page.getByLabel("Code").fill(/\d{6}/.exec(await latestMail(address))?.[0] ?? "");
    await page.getByRole("button", { name: "Sign in" }).click();
  };

  await test.step("the first sign-in creates a passkey; the demo can skip it", async () => {
    await enterCode();
    await expect(page.getByRole("heading", { name: "Make your passkey" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Skip in the demo" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Make a passkey" }).click();
    await expect(page.getByRole("heading", { name: "The office" })).toBeVisible();
  });

  await test.step("the only passkey stays", async () => {
    await page
      .getByRole("link", { name: /^My passkeys/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Remove Passkey" }).click();
    await expect(page.getByText("This is your only passkey.", { exact: false })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("from then on it is required and cannot be skipped", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByLabel("Work e-mail")).toBeVisible();
    await enterCode();
    await expect(page.getByRole("heading", { name: "Your passkey" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Skip in the demo" })).toHaveCount(0);
    await page.getByRole("button", { name: "Use my passkey" }).click();
    await expect(page.getByRole("heading", { name: "The office" })).toBeVisible();
  });

  await test.step("the audit trail shows who, what and when, and filters", async () => {
    await page.goto(`${base}/office/audit`);
    await expect(page.getByText("Signed in at the office").first()).toBeVisible();
    await page.getByLabel("Kind of act").selectOption("passkey");
    await expect(page.getByText("Signed in at the office")).toHaveCount(0);
    await expect(page.getByText("Passkey added for Anna")).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel("From day").fill("2099-01-01");
    await expect(page.getByText("Nothing found")).toBeVisible();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(page.getByText("Signed in at the office").first()).toBeVisible();
  });
  await context.close();
});
