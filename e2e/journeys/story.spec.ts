import { expect, expectAccessible, test } from "../fixtures";
import { scanQr } from "../qr";
import { addToCart, chooseSize, expectCartQuantity, listCartLines, openProduct, signIn } from "../shopping";
import { setFreeStock, setStoreTime } from "../test-env";

test.use({ serviceWorkers: "allow" });

test("one cart from the laptop over the phone into the fitting room", async ({ laptop, phone, tablet }) => {
  test.slow();
  await test.step("1 · Leyla, not signed in, finds a linen shirt and a jacket on the laptop", async () => {
    for (const size of ["S", "M", "L"]) await setFreeStock("nizami-linen-shirt", size, "nizami", 2);
    await laptop.goto("/en");
    await laptop.getByRole("combobox", { name: /search/i }).fill("linnen shirt");
    await laptop.getByRole("option", { name: /Nizami linen shirt/ }).click();
    await laptop.waitForURL(/nizami-linen-shirt/);
    await chooseSize(laptop, "M");
    await expect(laptop.getByText(/2 in size M/)).toBeVisible();
    await expectAccessible(laptop);
    await laptop.getByRole("button", { name: "Add Nizami linen shirt to favourites" }).click();
    await addToCart(laptop, 1);
    await openProduct(laptop, "atelier-chore-jacket", "L");
    await addToCart(laptop, 2);
  });

  await test.step("2 · the phone joins the cart by a one-time QR and signs in; the laptop follows", async () => {
    await laptop.goto("/en/cart");
    await expect(listCartLines(laptop)).toHaveCount(2);
    await expectAccessible(laptop);
    await laptop.getByRole("button", { name: "Continue on my phone" }).click();
    const link = await scanQr(laptop.getByRole("img", { name: "One-time code for your phone" }));
    await laptop.getByRole("button", { name: "Close" }).click();
    await phone.goto(link);
    await phone.waitForURL(/\/en\/cart/);
    await expect(listCartLines(phone)).toHaveCount(2);
    await signIn(phone, "leyla@example.test");
    await phone.goto("/en/cart");
    await expect(listCartLines(phone)).toHaveCount(2);
    await phone.getByRole("button", { name: /^One more of Nizami linen shirt/ }).click();
    await expect(laptop.getByText("Updated on your phone").first()).toBeVisible();
    await expectCartQuantity(laptop, 3);
    await phone.getByRole("button", { name: /^One less of Nizami linen shirt/ }).click();
    await expectCartQuantity(laptop, 2);
    await laptop.getByRole("link", { name: "Account" }).first().click();
    await expect(
      laptop.getByText("This device shows the bag and favourites of an account.", { exact: false }),
    ).toBeVisible();
    await laptop.goto("/en/cart");
  });

  await test.step("3 · in the metro she takes the jacket out and adds size L; out of the tunnel the laptop follows", async () => {
    await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await openProduct(phone, "nizami-linen-shirt", "L");
    await phone.goto("/en/cart");
    await expect(listCartLines(phone)).toHaveCount(2);
    await phone.context().setOffline(true);
    await phone.getByRole("button", { name: /^Remove Atelier chore jacket/ }).click();
    await expect(listCartLines(phone)).toHaveCount(1);
    // Asked while a page of the phone is open: without one the service worker sends, and it may start with a network.
    await expect(listCartLines(laptop)).toHaveCount(2);
    await expect(listCartLines(laptop).filter({ hasText: "Atelier chore jacket" })).toHaveCount(1);
    await phone.goto("/en/p/nizami-linen-shirt");
    await chooseSize(phone, "L");
    await addToCart(phone, 2);
    await expect(
      phone.getByText(/2 changes? kept on this phone, will send|2 kept on this phone, will send/).first(),
    ).toBeVisible();
    await phone.context().setOffline(false);
    await expect(listCartLines(laptop).filter({ hasText: "L · Fog" })).toHaveCount(1);
    await expect(listCartLines(laptop).filter({ hasText: "Atelier chore jacket" })).toHaveCount(0);
    await expect(phone.getByText(/kept on this phone/)).toHaveCount(0);
  });

  await test.step("4 · she books a fitting for 18:30 and asks for both sizes", async () => {
    await openProduct(phone, "nizami-linen-shirt", "M");
    await phone.getByRole("button", { name: /Try it on/ }).click();
    const sheet = phone.getByRole("dialog");
    await sheet.getByRole("radio", { name: /^18:30/ }).check();
    for (const size of ["M", "L"])
      await sheet.getByRole("checkbox", { name: new RegExp(`Nizami linen shirt.*${size} · Fog`) }).check();
    await sheet.getByLabel("Name").fill("Leyla");
    await expect(sheet.getByLabel("Phone or e-mail")).toHaveValue("leyla@example.test");
    await sheet.getByRole("button", { name: /^Book/ }).click();
    await expect(sheet.getByText("Your room is booked")).toBeVisible();
    await sheet.getByRole("link", { name: "See the appointment" }).click();
    await expect(phone.getByText("Booked", { exact: true }).first()).toBeVisible();
    await expectAccessible(phone);
  });

  const appointment = tablet.getByRole("button", { name: /18:30–19:00, Leyla/ });
  await test.step("5 · the tablet shows it at once; Rauf hangs the shirts and checks her in", async () => {
    await setStoreTime("18:28");
    await tablet.goto("/store");
    await expect(tablet.getByRole("heading", { name: "Today" })).toBeVisible();
    await expectAccessible(tablet);
    const hanging = tablet.getByRole("region", { name: "Do next" }).getByTestId("hanging");
    await expect(hanging).toContainText(/Hang 2 pieces in Room \d by today at 18:30/);
    await expect(phone.getByText("Asked for", { exact: true })).toHaveCount(2);
    await hanging.getByRole("button", { name: "Claim" }).click();
    await expect(phone.getByText("Rauf hangs it")).toHaveCount(2);
    await hanging.getByRole("checkbox").first().click();
    await expect(hanging).toContainText(/Hang 1 piece in Room \d by today at 18:30/);
    await expect(phone.getByText("In the room", { exact: true })).toHaveCount(1);
    await hanging.getByRole("checkbox", { checked: false }).click();
    await expect(hanging).toHaveCount(0);
    await expect(phone.getByText("In the room", { exact: true })).toHaveCount(2);
    await appointment.click();
    await tablet.getByRole("dialog").getByRole("button", { name: "Check in" }).click();
    await expect(phone.getByText("Need another size?")).toBeVisible();
  });

  await test.step("6 · from the room she requests size S; Rauf claims and brings it; with her card both edit the cart", async () => {
    await phone.getByRole("button", { name: "Bring size S" }).click();
    await expect(phone.getByText("Asked. Nobody has taken it on yet.")).toBeVisible();
    await tablet.getByRole("button", { name: /^Claim/ }).click();
    await expect(phone.getByText("Rauf brings it")).toBeVisible();
    await tablet.getByRole("button", { name: /^Brought/ }).click();
    await expect(phone.getByText("In the room: Rauf has brought it")).toBeVisible();

    await phone.goto("/en/account");
    await phone.getByRole("button", { name: "Show my card" }).click();
    await phone.getByRole("button", { name: "Or say a code" }).click();
    const code = ((await phone.getByTestId("assistance-code").textContent()) ?? "").replace(/\D/g, "");
    await tablet.getByRole("link", { name: "Client" }).click();
    for (const digit of code) await tablet.getByRole("button", { name: digit, exact: true }).click();
    await expect(listCartLines(tablet)).toHaveCount(2);
    await expect(phone.getByText("Rauf at Nizami St. can see your bag.")).toBeVisible();
    await tablet.getByRole("button", { name: /^One more of Nizami linen shirt.*M · Fog/ }).click();
    await expectCartQuantity(phone, 3);
    await expectCartQuantity(laptop, 3);
    await phone.goto("/en/cart");
    await phone.getByRole("button", { name: /^Remove Nizami linen shirt.*L · Fog/ }).click();
    await expect(listCartLines(tablet)).toHaveCount(1);
  });

  await test.step("8 · every device shows the same end, and the shopper ends the help", async () => {
    for (const screen of [laptop, phone, tablet]) {
      await expect(listCartLines(screen)).toHaveCount(1);
      await expect(listCartLines(screen)).toContainText("258.00\u00a0₼");
    }
    await phone.getByRole("button", { name: "End now" }).click();
    await expect(tablet.getByText("Help has ended. The client's bag is gone from this tablet.")).toBeVisible();
    await expect(listCartLines(tablet)).toHaveCount(0);
  });
});
