import { expect, expectAccessible, test } from "../fixtures";
import { addToCart, listCartLines, openProduct } from "../shopping";
import { latestMail } from "../test-env";

/** The code of the message that comes after `before`. */
async function waitForCode(to: string, before: string): Promise<string> {
  await expect.poll(() => latestMail(to)).not.toBe(before);
  return /\b\d{6}\b/.exec(await latestMail(to))?.[0] ?? "";
}

test("a consultant requests access by phone number; the shopper accepts, sees every access, ends it, and is erased on request", async ({
  phone,
  laptop,
  tablet,
}) => {
  test.slow();
  const number = "+994507773344";
  await openProduct(phone, "nizami-linen-shirt", "M");
  await addToCart(phone, 1);
  for (const page of [phone, laptop]) {
    await page.goto("/en/account");
    await page.getByText("By text message").click();
    await page.getByLabel("Mobile number").fill("050 777 33 44");
    const before = await latestMail(number);
    await page.getByRole("button", { name: "Send me a code" }).click();
    await expect(page.getByText(number)).toBeVisible();
    await page.getByLabel("Code", { exact: true }).fill(await waitForCode(number, before));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Your devices" })).toBeVisible();
  }

  const ask = async () => {
    // The address from before the page had its noun.
    await tablet.goto("/store/client");
    await expect(tablet).toHaveURL(/\/store\/assistance$/);
    await tablet.getByText("Phone number", { exact: true }).first().click();
    await tablet.getByLabel("Phone number").last().fill("050 777 33 44");
    await tablet.getByRole("button", { name: "Ask for permission" }).click();
    await expect(tablet.getByText(/Waiting for the client to accept/)).toBeVisible();
  };
  await phone.goto("/en/cart");
  await ask();
  const request = phone.getByRole("dialog", { name: "May we help you?" });
  await expect(request).toBeVisible();
  await expect(request).toContainText("Rauf at Nizami St.");
  await expectAccessible(phone);
  await request.getByRole("button", { name: "Accept" }).click();
  await expect(tablet.getByRole("heading", { name: "Bag", exact: true })).toBeVisible();
  await expect(tablet.getByText("Nizami linen shirt").first()).toBeVisible();
  await expectAccessible(tablet);
  await tablet.getByRole("button", { name: "Show what was bought before" }).click();
  await expect(tablet.getByText("Nothing yet.")).toBeVisible();

  await phone.getByRole("button", { name: "End now" }).click();
  await expect(tablet.getByText("Nizami linen shirt")).toHaveCount(0);
  await phone.goto("/en/account/privacy");
  await expect(phone.getByText("Looked at what you bought before")).toBeVisible();
  await expect(phone.getByText("Looked you up by phone number and asked to help")).toBeVisible();
  await expectAccessible(phone);

  await laptop.goto("/en/cart");
  await expect(listCartLines(laptop)).toHaveCount(1);
  const before = await latestMail(number);
  await phone.getByRole("button", { name: "Send me a code to delete" }).click();
  await phone.getByLabel("Code", { exact: true }).fill(await waitForCode(number, before));
  await phone.getByRole("button", { name: "Delete for good" }).click();
  await expect(phone.getByText("You are forgotten")).toBeVisible();
  await expect(listCartLines(laptop)).toHaveCount(0);
});
