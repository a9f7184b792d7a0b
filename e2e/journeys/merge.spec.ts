import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { scanQr } from "@/e2e/qr";
import { expect, expectAccessible, test } from "../fixtures";
import { addToCart, chooseSize, expectCartQuantity, listCartLines, openProduct, signIn } from "../shopping";

test.use({ serviceWorkers: "allow" });

test("changes that another device queued offline while the guest signed in reach the cart once; the office can split the merge", async ({
  laptop,
  phone,
  office,
}) => {
  test.slow();
  await openProduct(laptop, "nizami-linen-shirt", "S");
  await addToCart(laptop, 1);
  await laptop.goto("/en/cart");
  await laptop.getByRole("button", { name: "Continue on my phone" }).click();
  const link = await scanQr(laptop.getByRole("img", { name: "One-time code for your phone" }));
  await laptop.getByRole("button", { name: "Close" }).click();
  await phone.goto(link);
  await phone.waitForURL(/\/en\/cart/);
  await expect(listCartLines(phone)).toHaveCount(1);
  await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await openProduct(phone, "nizami-linen-shirt", "M");

  await phone.context().setOffline(true);
  await phone.goto("/en/p/nizami-linen-shirt");
  await chooseSize(phone, "M");
  await addToCart(phone, 2);
  await signIn(laptop, "offline-guest@example.test");
  await laptop.goto("/en/cart");
  await expect(listCartLines(laptop)).toHaveCount(1);

  await phone.context().setOffline(false);
  await expect(listCartLines(laptop)).toHaveCount(2);
  await expectCartQuantity(laptop, 2);
  await phone.goto("/en/cart");
  await expect(listCartLines(phone)).toHaveCount(2);
  await expect(phone.getByText(/kept on this phone/)).toHaveCount(0);
  // The phone never signed in: it sees the cart and nothing else of the account.
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
  await expect(listCartLines(laptop)).toHaveCount(1);
  await expect(listCartLines(laptop).filter({ hasText: "M · Fog" })).toHaveCount(1);
  await phone.goto("/en/cart");
  await expect(listCartLines(phone)).toHaveCount(1);
  await expect(listCartLines(phone).filter({ hasText: "S · Fog" })).toHaveCount(1);
});

/** An appointment tomorrow at 15:00 in Baku, in the first room of a store. */
const findAppointment = (who: ReturnType<typeof sql>, store: string) =>
  db().execute(sql`
    insert into fitting (store_id, room_id, shopper_id, during, starts_at, ends_at, status, contact_name, contact)
    select s.id, r.id, ${who}, tstzrange(t, t + interval '30 minutes', '[)'), t, t + interval '30 minutes', 'booked', 'Leyla', ''
    from store s join fitting_room r on r.store_id = s.id and r.position = 0
    cross join lateral (select ((clock_now() at time zone 'Asia/Baku')::date + 1 + time '15:00') at time zone 'Asia/Baku' as t) d
    where s.name = ${store}`);

test("two overlapping appointments after a merge are shown, and the shopper is asked to reschedule or cancel one", async ({
  laptop,
  phone,
}) => {
  const email = "two-at-once@example.test";
  await signIn(laptop, email);
  await findAppointment(sql`(select shopper_id from shopper_contact where value = ${email})`, "Nizami St.");
  const [{ at } = { at: "" }] = await db().execute<{ at: string }>(sql`select clock_now()::text as at`);
  await openProduct(phone, "nizami-linen-shirt", "L");
  await addToCart(phone, 1);
  // The cart is on the phone first; its guest reaches the server a moment later.
  const guests = () =>
    db().execute<{ id: string }>(sql`select id from shopper where kind = 'guest' and created_at > ${at}::timestamptz`);
  await expect.poll(async () => (await guests()).length).toBe(1);
  const [guest] = await guests();
  await findAppointment(sql`${guest?.id}::uuid`, "Sololaki");
  await signIn(phone, email);
  await phone.goto("/en/fittings");
  await expect(phone.getByText("Two appointments at one time")).toHaveCount(2);
  await phone.getByRole("link", { name: /Nizami St\./ }).click();
  const asked = "Please move or cancel one of them.";
  await expect(
    phone.getByText(new RegExp(`^You have another appointment at this time: Sololaki, .*${asked}`)),
  ).toBeVisible();
  await expectAccessible(phone);
  await phone.getByRole("link", { name: "See that appointment" }).click();
  await expect(phone.getByText(asked)).toContainText("Nizami St.");
  await phone.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(phone.getByText(asked)).toHaveCount(0);
  await db().execute(sql`delete from fitting where status = 'booked' and contact_name = 'Leyla' and contact = ''`);
});
