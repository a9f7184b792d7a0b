import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../fixtures";
import { openProduct } from "../shopping";
import { bookAllRooms, latestMail } from "../test-env";

/** Opens the sheet of a product's page in which a fitting in Tbilisi is booked, and shows today. */
async function inTbilisi(page: Page) {
  await openProduct(page, "nizami-linen-shirt", "L");
  await page.getByRole("button", { name: /Try it on/ }).click();
  const sheet = page.getByRole("dialog");
  const tbilisi = sheet.getByRole("option", { name: /Tbilisi/ });
  await sheet.getByLabel("Store").selectOption((await tbilisi.getAttribute("value")) ?? "");
  await sheet.getByRole("group", { name: "Day" }).getByRole("radio").first().check();
  return sheet;
}

test("who waits for a full day is offered what another gives back, and takes it", async ({ laptop, phone }) => {
  await bookAllRooms("tbilisi", "17:00");
  const booking = await inTbilisi(laptop);
  await booking.getByRole("radio", { name: /^17:00/ }).check();
  await booking.getByLabel("Name").fill("Aysel");
  await booking.getByLabel("Phone or e-mail").fill("aysel@example.test");
  await booking.getByRole("button", { name: /^Book/ }).click();
  await booking.getByRole("link", { name: "See the appointment" }).click();
  await expect(laptop.getByText("17:00–17:30").first()).toBeVisible();

  const waiting = await inTbilisi(phone);
  await expect(waiting.getByText("No room is free on this day.", { exact: false })).toBeVisible();
  await waiting.getByRole("button", { name: "Join the waiting list" }).click();
  await waiting.getByRole("radio", { name: "Evening" }).check();
  await waiting.getByLabel("Name").fill("Nino");
  await waiting.getByLabel("Phone or e-mail").fill("nino@example.test");
  await waiting.getByRole("button", { name: /^Join the list for/ }).click();
  await expect(waiting.getByText("You are on the waiting list")).toBeVisible();
  await expect(waiting.getByText("You are next in line")).toBeVisible();
  await waiting.getByRole("link", { name: "See your place" }).click();
  await expect(phone.getByText("Waiting", { exact: true })).toBeVisible();
  await expectAccessible(phone);

  await laptop.getByRole("button", { name: "Cancel", exact: true }).click();
  const offer = phone.getByRole("article", { name: "A room has come free" });
  await expect(offer.getByText("17:00–17:30")).toBeVisible();
  await expectAccessible(phone);
  await expect.poll(() => latestMail("nino@example.test")).toContain("17:00");
  await offer.getByRole("button", { name: "Take it" }).click();
  await expect(phone.getByText("Booked", { exact: true }).first()).toBeVisible();
  await expect(phone.getByText("17:00–17:30").first()).toBeVisible();
  await expect(phone.getByText("Asked for").first()).toBeVisible();
});
