import { readFileSync } from "node:fs";
import { expect, test } from "../fixtures";
import { openProduct } from "../shopping";
import { setStoreTime } from "../test-env";

test("a fitting is booked, moved, put into the calendar and checked in", async ({ laptop, tablet }) => {
  await openProduct(laptop, "nizami-linen-shirt", "L");
  await laptop.getByRole("button", { name: /Try it on/ }).click();
  const sheet = laptop.getByRole("dialog");
  await expect(sheet.getByRole("button", { name: "Choose a time" })).toBeDisabled();
  await sheet.getByRole("radio", { name: /^19:30/ }).check();
  await sheet.getByRole("button", { name: /^Book/ }).click();
  await expect(sheet.getByText("Please write a name.")).toBeVisible();
  await sheet.getByLabel("Name").fill("Murad");
  await sheet.getByLabel("Phone or e-mail").fill("+994 50 123 45 67");
  await sheet.getByRole("button", { name: /^Book/ }).click();
  await expect(sheet.getByText("Your room is booked")).toBeVisible();
  await sheet.getByRole("link", { name: "See the appointment" }).click();
  await expect(laptop.getByText("19:30–20:00").first()).toBeVisible();

  await tablet.goto("/store");
  await expect(tablet.getByRole("button", { name: /19:30–20:00, Murad, Booked/ })).toBeVisible();

  await laptop.getByRole("button", { name: "Move" }).click();
  const move = laptop.getByRole("dialog");
  await move.getByRole("radio", { name: /^20:00/ }).check();
  await move.getByRole("button", { name: /^Move to/ }).click();
  await expect(laptop.getByText("20:00–20:30").first()).toBeVisible();
  const appointment = tablet.getByRole("button", { name: /20:00–20:30, Murad/ });
  await expect(appointment).toBeVisible();
  await expect(tablet.getByRole("button", { name: /19:30–20:00, Murad/ })).toHaveCount(0);

  const [download] = await Promise.all([
    laptop.waitForEvent("download"),
    laptop.getByRole("link", { name: "Add to calendar" }).click(),
  ]);
  const calendar = readFileSync(await download.path(), "utf8");
  expect(calendar).toContain("BEGIN:VEVENT");
  expect(calendar).toMatch(/DTSTART;TZID=Asia\/Baku:\d{8}T200000/);

  await setStoreTime("19:58");
  await tablet.reload();
  await appointment.click();
  await tablet.getByRole("dialog").getByRole("button", { name: "Check in" }).click();
  await expect(laptop.getByText("In the room", { exact: true }).first()).toBeVisible();
  await appointment.click();
  await tablet.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  await expect(laptop.getByText("Done", { exact: true }).first()).toBeVisible();
});

test("a cancelled fitting frees its time and can be taken back", async ({ laptop }) => {
  await openProduct(laptop, "nizami-linen-shirt", "L");
  await laptop.getByRole("button", { name: /Try it on/ }).click();
  const sheet = laptop.getByRole("dialog");
  const tomorrow = sheet.getByRole("group", { name: "Day" }).getByRole("radio").nth(1);
  await tomorrow.check();
  await sheet.getByRole("radio", { name: /^12:00/ }).check();
  await sheet.getByLabel("Name").fill("Aygün");
  await sheet.getByLabel("Phone or e-mail").fill("aygun@example.test");
  await sheet.getByRole("button", { name: /^Book/ }).click();
  await sheet.getByRole("link", { name: "See the appointment" }).click();
  await laptop.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(laptop.getByText("Cancelled", { exact: true }).first()).toBeVisible();
  await laptop
    .getByRole("button", { name: /^(Undo|Book it again)$/ })
    .first()
    .click();
  await expect(laptop.getByText("Booked", { exact: true }).first()).toBeVisible();
});
