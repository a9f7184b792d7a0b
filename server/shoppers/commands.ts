import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { deviceInvitation, shopper, shopperDevice } from "@/db/schema/identity";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { computeKeyedDigest } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";
import type { DeviceInput, Invitation } from "./schema";

/** How often one nonce may derive a guest that is too old for it; each step is a guest whose cookie was lost. */
const maxNonceSteps = 20;

/** A new device of a shopper: its actor, and the secret for its cookie. */
export type NewDevice = { actor: ShopperActor; secret: string };

type DeviceMatch = { id: string; shopperId: string; kind: "guest" | "account"; guestId: string | null; fresh: boolean };

async function findDevice(secretHash: string): Promise<DeviceMatch | undefined> {
  const [row] = await db()
    .select({
      id: shopperDevice.id,
      shopperId: shopperDevice.shopperId,
      kind: shopper.kind,
      guestId: shopperDevice.guestId,
      // A nonce is no credential: it finds its device only while the first requests of a browser may still be
      // concurrent.
      fresh: sql<boolean>`${shopperDevice.createdAt} > ${sqlNow} - interval '60 seconds' and ${shopperDevice.revokedAt} is null`,
    })
    .from(shopperDevice)
    .innerJoin(shopper, eq(shopper.id, shopperDevice.shopperId))
    .where(eq(shopperDevice.secretHash, secretHash));
  return row;
}

const raceLost = Symbol("another request made this guest first");

/** Inserts a new anonymous shopper. Returns the id. */
export async function insertGuest(tx: Tx, locale: Ctx["locale"]): Promise<string> {
  const [guest] = await tx.insert(shopper).values({ kind: "guest", locale }).returning({ id: shopper.id });
  if (!guest) throw new AppError("INTERNAL");
  return guest.id;
}

/** Creates a guest with one device, or nothing when a device with this secret exists. */
async function createGuestDevice(ctx: Ctx, secretHash: string, device: DeviceInput): Promise<void> {
  await inTransaction(async (tx) => {
    const shopperId = await insertGuest(tx, ctx.locale);
    const inserted = await tx
      .insert(shopperDevice)
      .values({ shopperId, secretHash, kind: device.kind, label: device.label })
      .onConflictDoNothing()
      .returning({ id: shopperDevice.id });
    if (inserted.length === 0) throw raceLost;
  }).catch((e) => {
    if (e !== raceLost) throw e;
  });
}

const toActor = (row: DeviceMatch, device: DeviceInput): ShopperActor => ({
  kind: row.kind === "guest" ? "guest" : "linked",
  shopperId: row.shopperId,
  deviceId: row.id,
  device: device.kind,
  guestId: row.guestId,
});

/**
 * Creates this browser's guest, once even when its first requests are concurrent: they carry one nonce, from which the
 * guest's secret is derived. Returns null when the browser has a shopper already.
 */
export async function createGuest(ctx: Ctx, input: { nonce: string; device: DeviceInput }): Promise<NewDevice | null> {
  if (ctx.surface !== "shop") throw new AppError("NOT_FOUND");
  if (ctx.actor.kind !== "anonymous") return null;
  for (let step = 0; step < maxNonceSteps; step++) {
    const secret = computeKeyedDigest("guest", `${input.nonce}:${step}`);
    await createGuestDevice(ctx, sha256(secret), input.device);
    const row = await findDevice(sha256(secret));
    if (row?.fresh) return { actor: toActor(row, input.device), secret };
  }
  throw new AppError("CONFLICT");
}

/** Records, at most every five minutes, that a shopper's browser was active. */
export async function updateLastSeen({ actor }: Ctx): Promise<void> {
  if (actor.kind !== "guest" && actor.kind !== "linked" && actor.kind !== "customer") return;
  await db()
    .update(shopperDevice)
    .set({ lastSeenAt: sqlNow })
    .where(
      and(eq(shopperDevice.id, actor.deviceId), lt(shopperDevice.lastSeenAt, sql`${sqlNow} - interval '5 minutes'`)),
    );
}

/** Ends this browser's session: its device is revoked and its streams close. */
export async function signOut(ctx: Ctx): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== "guest" && actor.kind !== "linked" && actor.kind !== "customer") return;
  await db().update(shopperDevice).set({ revokedAt: sqlNow }).where(eq(shopperDevice.id, actor.deviceId));
  bus.emit(`access:${actor.shopperId}`);
}

/**
 * A one-time invitation for another device of this shopper, valid for two minutes. The secret is in the URL's fragment.
 */
export async function createInvitation(ctx: Ctx & { actor: ShopperActor }): Promise<Invitation> {
  // A linked device never signed in: it may not pass its access on.
  if (ctx.actor.kind === "linked") throw new AppError("UNAUTHENTICATED");
  const secret = generateSecret();
  const [row] = await db()
    .insert(deviceInvitation)
    .values({
      shopperId: ctx.actor.shopperId,
      secretHash: sha256(secret),
      expiresAt: sql`${sqlNow} + interval '2 minutes'`,
    })
    .returning({ expiresAt: deviceInvitation.expiresAt });
  if (!row) throw new AppError("INTERNAL");
  return { secret, url: `/${ctx.locale}/join#${secret}`, expiresAt: row.expiresAt.toISOString() };
}

/**
 * Makes this browser another device of the inviting shopper: of the guest itself, or a linked one of an account. Throws
 * CODE_EXPIRED for a used, old or unknown secret; the same browser may repeat the call for a minute (a lost response).
 */
export async function acceptInvitation(
  ctx: Ctx,
  input: { secret: string; nonce: string; device: DeviceInput },
): Promise<NewDevice | null> {
  if (ctx.surface !== "shop") throw new AppError("NOT_FOUND");
  if (ctx.actor.kind === "customer") throw new AppError("CONFLICT", { reason: "signed_in" });
  const secret = computeKeyedDigest("join", `${input.secret}:${input.nonce}`);
  const again = await findDevice(sha256(secret));
  if (again?.fresh) return { actor: toActor(again, input.device), secret };
  await inTransaction(async (tx) => {
    const [taken] = await tx
      .update(deviceInvitation)
      .set({ usedAt: sqlNow })
      .where(
        and(
          eq(deviceInvitation.secretHash, sha256(input.secret)),
          isNull(deviceInvitation.usedAt),
          gt(deviceInvitation.expiresAt, sqlNow),
        ),
      )
      .returning({ shopperId: deviceInvitation.shopperId });
    if (!taken) throw new AppError("CODE_EXPIRED");
    const [owner] = await tx.select().from(shopper).where(eq(shopper.id, taken.shopperId));
    const intoAccount = owner?.mergedInto ?? (owner?.kind === "account" ? owner.id : null);
    await tx.insert(shopperDevice).values({
      shopperId: intoAccount ?? taken.shopperId,
      access: intoAccount ? "linked" : "full",
      secretHash: sha256(secret),
      kind: input.device.kind,
      label: input.device.label,
    });
  });
  const row = await findDevice(sha256(secret));
  if (!row) throw new AppError("INTERNAL");
  return { actor: toActor(row, input.device), secret };
}
