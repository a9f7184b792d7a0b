import { encode } from "next-auth/jwt";
import { db } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { type Role, shopper, shopperDevice, staff, staffSession, storeDevice } from "@/db/schema/identity";
import type { Surface } from "@/server/platform/context";
import { getSessionCookieName, signCookie } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { secrets } from "@/server/platform/secrets";

/** Somebody with a browser: what it sends as `cookie`, and for which surface. */
export type Person = { cookie: string; surface: Surface };

export const anonymous: Person = { cookie: "", surface: "shop" };

async function requireOne<T>(rows: Promise<T[]>): Promise<T> {
  const [row] = await rows;
  if (!row) throw new Error("nothing was inserted");
  return row;
}

const addDays = (days: number) => new Date(Date.now() + days * 86_400_000);

/** A guest's browser, made by row and cookie. */
export async function createGuest() {
  const secret = generateSecret();
  const made = await requireOne(db().insert(shopper).values({ kind: "guest" }).returning());
  const device = await requireOne(
    db()
      .insert(shopperDevice)
      .values({ shopperId: made.id, secretHash: sha256(secret) })
      .returning(),
  );
  const cookie = signCookie("selvedge-guest", secret);
  return { cookie, surface: "shop" as const, shopperId: made.id, deviceId: device.id };
}

/** The cookie of a next-auth session on a shopper's device, good for `seconds` (negative: run out). */
export async function createSessionCookie(deviceId: string, seconds = 86_400): Promise<string> {
  const token = await encode({ token: { sid: deviceId }, secret: secrets().auth, maxAge: seconds });
  return `${getSessionCookieName()}=${token}`;
}

/** A signed-in customer with an account of its own. */
export async function createCustomer(name = "Leyla") {
  const email = `${generateSecret()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")}@example.test`;
  const made = await requireOne(db().insert(shopper).values({ kind: "account", name }).returning());
  await db().insert(shopperContact).values({ shopperId: made.id, kind: "email", value: email, isPrimary: true });
  const device = await requireOne(db().insert(shopperDevice).values({ shopperId: made.id }).returning());
  const cookie = await createSessionCookie(device.id);
  return { cookie, surface: "shop" as const, shopperId: made.id, deviceId: device.id, email };
}

async function createStaff(role: Role, storeId: string | null, name: string) {
  const email = `${generateSecret()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")}@example.test`;
  return requireOne(db().insert(staff).values({ name, email, role, storeId }).returning());
}

/** An enrolled tablet of a store, without a shift. */
export async function createTablet(storeId: string, revokedAt: Date | null = null) {
  const secret = generateSecret();
  const device = await requireOne(
    db()
      .insert(storeDevice)
      .values({ storeId, name: "Attacked", secretHash: sha256(secret), revokedAt })
      .returning(),
  );
  return {
    cookie: signCookie("selvedge-tablet", secret),
    surface: "store" as const,
    storeId,
    storeDeviceId: device.id,
  };
}

/** When a session is over, where it is not a running one. */
type Validity = { expiresAt?: Date; endedAt?: Date };

/** A member of staff with a running shift on a tablet of that store. */
export async function createShift(
  storeId: string,
  role: Role = "consultant",
  name = "Rauf",
  { deviceRevokedAt, ...over }: Validity & { deviceRevokedAt?: Date } = {},
) {
  const person = await createStaff(role, storeId, name);
  const device = await createTablet(storeId, deviceRevokedAt);
  const secret = generateSecret();
  const session = await requireOne(
    db()
      .insert(staffSession)
      .values({
        surface: "store",
        staffId: person.id,
        storeDeviceId: device.storeDeviceId,
        secretHash: sha256(secret),
        lastActiveAt: addDays(1),
        expiresAt: addDays(1),
        ...over,
      })
      .returning(),
  );
  const cookie = `${device.cookie}; ${signCookie("selvedge-shift", secret)}`;
  return { ...device, cookie, staffId: person.id, sessionId: session.id, name };
}

/** Somebody signed in at the office. */
export async function createOfficeSession(role: Role = "office", name = "Anna", over: Validity = {}) {
  const person = await createStaff(role, null, name);
  const secret = generateSecret();
  const session = await requireOne(
    db()
      .insert(staffSession)
      .values({
        surface: "office",
        proof: "passkey",
        staffId: person.id,
        secretHash: sha256(secret),
        expiresAt: addDays(1),
        ...over,
      })
      .returning(),
  );
  const cookie = signCookie("selvedge-office", secret);
  return { cookie, surface: "office" as const, staffId: person.id, sessionId: session.id };
}
