import { expect, test } from "../fixtures";
import { addShirt, oneMore } from "../shopping";

test("two tabs of one browser share one cart, also when the leading one closes", async ({ laptop }) => {
  await addShirt(laptop, "S");
  await laptop.goto("/en/cart");
  const other = await laptop.context().newPage();
  await other.goto("/en/cart");
  await expect(other.getByTestId("cart-total")).toContainText("129");
  await oneMore(other).click();
  await expect(laptop.getByTestId("cart-total")).toContainText("258");
  await laptop.close();
  await oneMore(other).click();
  await expect(other.getByTestId("cart-total")).toContainText("387");
  await expect(other.getByText("Not sent yet")).toBeHidden();
});

test("two first changes of two tabs at once make one guest and lose nothing", async ({ laptop }) => {
  const other = await laptop.context().newPage();
  await Promise.all([addShirt(laptop, "S"), addShirt(other, "M")]);
  for (const page of [laptop, other]) {
    await page.goto("/en/cart");
    await expect(page.getByTestId("cart-total")).toContainText("258");
    await expect(page.getByText("Not sent yet")).toHaveCount(0);
  }
});

test("what one owner kept offline is never sent by the next owner of the browser", async ({ laptop }) => {
  // The first owner is a guest once the first change was sent.
  const sent = laptop.waitForResponse((answer) => answer.url().includes("/api/trpc/sync.push") && answer.ok());
  await addShirt(laptop, "S");
  await sent;
  await laptop.goto("/en/cart");
  await expect(laptop.getByTestId("cart-total")).toContainText("129");
  // Pushes fail while everything else works: a change stays in the first owner's queue.
  await laptop.route("**/api/trpc/sync.push*", (route) => route.abort());
  await oneMore(laptop).click();
  await expect(laptop.getByText("Not sent yet")).toBeVisible();
  await laptop.context().clearCookies();
  await laptop.unroute("**/api/trpc/sync.push*");
  await laptop.reload();
  await expect(laptop.getByRole("heading", { name: "Your bag is empty" })).toBeVisible();
  await addShirt(laptop, "M");
  await laptop.goto("/en/cart");
  await expect(laptop.getByTestId("cart-total")).toContainText("129");
  await expect(laptop.getByText("M · Fog")).toBeVisible();
  await expect(laptop.getByText("S · Fog")).toBeHidden();
});
