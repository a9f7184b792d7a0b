import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { staff } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { deriveDemoPin } from "@/server/platform/secrets";
import { expect, expectAccessible, test } from "../fixtures";
import { openProduct } from "../shopping";

/** A manager of the store `code`, with the PIN that the demo printed. */
async function createManager(code: string) {
  const people = await db()
    .select({ name: staff.name, email: staff.email, role: staff.role })
    .from(staff)
    .innerJoin(store, eq(store.id, staff.storeId))
    .where(eq(store.code, code));
  const manager = people.find((person) => person.role === "manager");
  if (!manager) throw new Error(`no manager at ${code}`);
  return { name: manager.name, pin: deriveDemoPin(manager.email) };
}

test("a missing valuable item is written off with a manager's PIN only", async ({ laptop, tablet }) => {
  const manager = await createManager("nizami");
  await openProduct(laptop, "qala-wool-overshirt", "M");
  await laptop.getByRole("button", { name: "Reserve in store" }).click();
  await laptop.getByLabel("Your name").fill("Leyla Hasanova");
  await laptop.getByLabel("Phone or e-mail").fill("+994 50 123 45 67");
  await laptop.getByRole("button", { name: /^Reserve for \d/ }).click();
  await expect(laptop.getByRole("heading", { name: "Reserved for you" })).toBeVisible();

  await tablet.goto("/store");
  await tablet
    .getByRole("button", { name: /^Start/ })
    .first()
    .click();
  await tablet.getByRole("button", { name: /^Not here ?: Qala wool overshirt/ }).click();
  const dialog = tablet.getByRole("dialog", { name: "Manager’s approval" });
  await expect(dialog).toContainText("209");
  await dialog.getByRole("button", { name: manager.name }).click();
  await expectAccessible(tablet);
  for (const digit of manager.pin) await dialog.getByRole("button", { name: digit, exact: true }).click();
  await expect(dialog).toBeHidden();
});
