import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopperLogin } from "@/db/schema/contacts";
import { flushOutbox } from "@/server/messaging/outbox";
import type { Address } from "@/server/platform/contact";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { unlinkValue } from "../graph/commands";
import { getPrimaryContacts } from "./queries";
import { notifyContactChange } from "./verification";

/** The provider's name in logins, and of its values in the identity graph. */
export const google = "google";

type GoogleChange = { shopperId: string; what: "google" | "googleGone"; address: Address };

/** Notifies the account's primary contact that Google was connected or disconnected. */
export async function notifyGoogleChange(tx: Tx, ctx: Ctx, { shopperId, what, address }: GoogleChange): Promise<void> {
  const { email, phone } = await getPrimaryContacts(shopperId, tx);
  const to: Address[] = email ? [{ kind: "email", value: email }] : phone ? [{ kind: "phone", value: phone }] : [];
  await notifyContactChange(tx, ctx, { what, address, to });
}

/** Disconnects Google from the account; its contacts still open it. */
export async function disconnectGoogle(ctx: Ctx & { actor: ShopperActor }): Promise<void> {
  if (ctx.actor.kind !== "customer") throw new AppError("UNAUTHENTICATED");
  const { shopperId } = ctx.actor;
  await inTransaction(async (tx) => {
    const removed = await tx
      .delete(shopperLogin)
      .where(and(eq(shopperLogin.shopperId, shopperId), eq(shopperLogin.provider, google)))
      .returning({ subject: shopperLogin.subject });
    if (removed.length === 0) return;
    for (const { subject } of removed)
      await unlinkValue(tx, shopperId, { kind: google, value: subject, source: google });
    const { email, phone } = await getPrimaryContacts(shopperId, tx);
    const value = email ?? phone;
    if (!value) return;
    const address: Address = { kind: email ? "email" : "phone", value };
    await notifyGoogleChange(tx, ctx, { shopperId, what: "googleGone", address });
  });
  flushOutbox();
}
