import { expect, test } from "../fixtures";
import { scan } from "../scan";
import { addToBag, choose, expectPieces, lines, signIn } from "../shopping";

test("one bag from the laptop over the phone into the fitting room", async ({ laptop, phone, tablet }) => {
  await test.step("1 · Leyla, not signed in, finds a linen shirt and a jacket on the laptop", async () => {
    await laptop.goto("/en");
    await laptop.getByRole("combobox", { name: /search/i }).fill("linnen shirt");
    await laptop.getByRole("option", { name: /Nizami linen shirt/ }).click();
    await laptop.waitForURL(/nizami-linen-shirt/);
    await laptop.getByRole("radio", { name: "M", exact: true }).check({ force: true });
    await expect(laptop.getByText(/\d+ in size M/)).toBeVisible();
    await laptop.getByRole("button", { name: "Add Nizami linen shirt to favourites" }).click();
    await addToBag(laptop, 1);
    await choose(laptop, "atelier-chore-jacket", "L");
    await addToBag(laptop, 2);
  });

  await test.step("2 · the phone takes the bag over by a one-time QR and signs in; the laptop follows", async () => {
    await laptop.goto("/en/cart");
    await expect(lines(laptop)).toHaveCount(2);
    await laptop.getByRole("button", { name: "Continue on my phone" }).click();
    const link = await scan(laptop.getByRole("img", { name: "One-time code for your phone" }));
    await phone.goto(link);
    await expect(phone.getByText("Your bag is here")).toBeVisible();
    await phone.goto("/en/cart");
    await expect(lines(phone)).toHaveCount(2);
    await signIn(phone, "leyla@example.test");
    await laptop.keyboard.press("Escape");
    await phone.goto("/en/cart");
    await expect(lines(phone)).toHaveCount(2);
    await phone.getByRole("button", { name: "One more of Nizami linen shirt" }).click();
    await expect(laptop.getByText("Updated on your phone").first()).toBeVisible();
    await expectPieces(laptop, 3);
    await phone.getByRole("button", { name: "One less of Nizami linen shirt" }).click();
    await expectPieces(laptop, 2);
  });
});
