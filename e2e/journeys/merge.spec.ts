import { expect, expectAccessible, test } from "../fixtures";
import { scan } from "../scan";
import { addToBag, choose, chooseSize, expectPieces, lines, signIn } from "../shopping";

test("what another device kept offline while the guest signed in still reaches the bag, once; the office can take the two apart", async ({
  laptop,
  phone,
  office,
}) => {
  test.slow();
  await choose(laptop, "nizami-linen-shirt", "S");
  await addToBag(laptop, 1);
  await laptop.goto("/en/cart");
  await laptop.getByRole("button", { name: "Continue on my phone" }).click();
  const link = await scan(laptop.getByRole("img", { name: "One-time code for your phone" }));
  await laptop.getByRole("button", { name: "Close" }).click();
  await phone.goto(link);
  await phone.waitForURL(/\/en\/cart/);
  await expect(lines(phone)).toHaveCount(1);
  await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await choose(phone, "nizami-linen-shirt", "M");

  await phone.context().setOffline(true);
  await phone.goto("/en/p/nizami-linen-shirt");
  await chooseSize(phone, "M");
  await addToBag(phone, 2);
  await signIn(laptop, "offline-guest@example.test");
  await laptop.goto("/en/cart");
  await expect(lines(laptop)).toHaveCount(1);

  await phone.context().setOffline(false);
  await expect(lines(laptop)).toHaveCount(2);
  await expectPieces(laptop, 2);
  await phone.goto("/en/cart");
  await expect(lines(phone)).toHaveCount(2);
  await expect(phone.getByText(/kept on this phone/)).toHaveCount(0);
  // The phone never signed in: it sees the bag and nothing else of the account.
  await phone.goto("/en/account");
  await expect(
    phone.getByText("This device shows the bag and favourites of an account.", { exact: false }),
  ).toBeVisible();

  await office.goto("/office/people");
  await expect(office.getByText("Nothing to decide")).toBeVisible();
  await office.getByLabel("E-mail or phone number").fill("Offline-Guest@Example.test");
  await office.getByRole("button", { name: "Find" }).click();
  await expect(office.getByText("Brought 1 bag line, no pick-ups, no fittings")).toBeVisible();
  await expect(office.getByText("offline-guest@example.test")).toHaveCount(0);
  await expectAccessible(office);
  await office.getByRole("button", { name: "Take apart" }).click();
  await expect(office.getByText(/^Taken apart on/)).toBeVisible();
  // What the phone sent after the sign-in was the account's own; what came with the guest is the guest's again.
  await expect(lines(laptop)).toHaveCount(1);
  await expect(lines(laptop).filter({ hasText: "M · Fog" })).toHaveCount(1);
  await phone.goto("/en/cart");
  await expect(lines(phone)).toHaveCount(1);
  await expect(lines(phone).filter({ hasText: "S · Fog" })).toHaveCount(1);
});
