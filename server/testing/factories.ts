import { randomUUID } from "node:crypto";
import { db } from "@/db/client";
import { product, variant } from "@/db/schema/catalogue";
import { shopperContact } from "@/db/schema/contacts";
import { type Role, shopper, shopperDevice, staff, staffSession, storeDevice } from "@/db/schema/identity";
import { stockLevel, stockMovement } from "@/db/schema/inventory";
import { fittingRoom, store, type WeeklyHours } from "@/db/schema/stores";
import type { Ctx, ShopperActor, StaffActor } from "@/server/platform/context";

const allDay: WeeklyHours = Array.from({ length: 7 }, () => [["00:00", "24:00"]]);

/** Inserts values and returns the row. */
async function one<T>(rows: Promise<T[]>): Promise<T> {
  const [row] = await rows;
  if (!row) throw new Error("nothing was inserted");
  return row;
}

/** A store that is always open by default, with `rooms` fitting rooms. */
export async function makeStore(given: Partial<typeof store.$inferInsert> & { rooms?: number } = {}) {
  const { rooms = 1, ...values } = given;
  const inserted = await one(
    db()
      .insert(store)
      .values({
        code: `store-${randomUUID().slice(0, 8)}`,
        name: "Test St.",
        city: "Baku",
        country: "AZ",
        address: "1 Test St.",
        timeZone: "Asia/Baku",
        weeklyHours: allDay,
        ...values,
      })
      .returning(),
  );
  const roomRows = Array.from({ length: rooms }, (_, i) => ({
    storeId: inserted.id,
    name: `Room ${i + 1}`,
    position: i,
  }));
  const madeRooms = roomRows.length ? await db().insert(fittingRoom).values(roomRows).returning() : [];
  return { ...inserted, rooms: madeRooms };
}

/** A product with one variant per size. */
export async function makeProduct(sizes: string[] = ["M"], priceMinor = 12_900, currency = "AZN") {
  const handle = `test-${randomUUID().slice(0, 8)}`;
  const inserted = await one(
    db()
      .insert(product)
      .values({ handle, title: { en: `Test ${handle}` }, description: { en: "" }, optionNames: ["Size"] })
      .returning(),
  );
  const values = sizes.map((size, position) => ({
    productId: inserted.id,
    sku: `${handle}-${size}`,
    option1: size,
    size,
    priceMinor,
    currency,
    position,
  }));
  return { ...inserted, variants: await db().insert(variant).values(values).returning() };
}

/** Adds stock of a variant to a store, with its ledger entry. */
export async function stock(variantId: string, storeId: string, onHand: number): Promise<void> {
  await db().insert(stockLevel).values({ variantId, storeId, onHand });
  await db().insert(stockMovement).values({ variantId, storeId, delta: onHand, reason: "seed" });
}

/** The context in which a command runs for `actor`. */
export function ctxOf(actor: Ctx["actor"], surface: Ctx["surface"] = "shop"): Ctx {
  return { actor, surface, locale: "en", requestId: randomUUID(), address: "127.0.0.1" };
}

/** A guest (or an account's customer) with one device, and the context in which it acts. */
export async function makeShopper(kind: "guest" | "customer" = "guest") {
  const inserted = await one(
    db()
      .insert(shopper)
      .values({ kind: kind === "guest" ? "guest" : "account" })
      .returning(),
  );
  const email = kind === "guest" ? null : `${randomUUID().slice(0, 8)}@example.test`;
  if (email)
    await db().insert(shopperContact).values({ shopperId: inserted.id, kind: "email", value: email, isPrimary: true });
  const device = await one(db().insert(shopperDevice).values({ shopperId: inserted.id }).returning());
  const actor: ShopperActor = { kind, shopperId: inserted.id, deviceId: device.id, device: "laptop", guestId: null };
  return { ...inserted, email, device, actor, ctx: ctxOf(actor) };
}

/** A member of staff with a running shift on an enrolled tablet of `storeId`, and the context in which it acts. */
export async function makeConsultant(storeId: string, role: Role = "consultant", name = "Rauf") {
  const person = await one(
    db()
      .insert(staff)
      .values({ name, email: `${randomUUID().slice(0, 8)}@example.test`, role, storeId })
      .returning(),
  );
  const tablet = await one(
    db().insert(storeDevice).values({ storeId, name: "Tablet", secretHash: randomUUID() }).returning(),
  );
  const session = await one(
    db()
      .insert(staffSession)
      .values({
        surface: "store",
        staffId: person.id,
        storeDeviceId: tablet.id,
        secretHash: randomUUID(),
        expiresAt: new Date(Date.now() + 86_400_000),
      })
      .returning(),
  );
  const actor: StaffActor = {
    kind: "staff",
    surface: "store",
    staffId: person.id,
    name,
    role,
    storeId,
    storeDeviceId: tablet.id,
    sessionId: session.id,
  };
  return { ...person, tablet, actor, ctx: ctxOf(actor, "store") };
}

/** A person signed in at the office, and the context in which they act. */
export async function makeOffice(role: "office" | "admin" = "office", name = "Anna") {
  const email = `${randomUUID().slice(0, 8)}@example.test`;
  const person = await one(db().insert(staff).values({ name, email, role }).returning());
  const session = await one(
    db()
      .insert(staffSession)
      .values({
        surface: "office",
        staffId: person.id,
        secretHash: randomUUID(),
        expiresAt: new Date(Date.now() + 86_400_000),
      })
      .returning(),
  );
  const actor: StaffActor = {
    kind: "staff",
    surface: "office",
    staffId: person.id,
    name,
    role,
    storeId: null,
    storeDeviceId: null,
    sessionId: session.id,
  };
  return { ...person, actor, ctx: { ...ctxOf(actor, "office"), actor } };
}
