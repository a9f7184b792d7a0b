import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { consent } from "@/db/schema/privacy";
import type { Actor, Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { listAdvertisingConsents } from "./queries";
import { findWithdrawnByMerge, textVersion, toCurrentConsents } from "./rules";
import type { ConsentDecision } from "./schema";

const toActorColumns = (actor: Actor) => ({
  actorKind: actor.kind,
  actorId: "shopperId" in actor ? actor.shopperId : actor.kind === "staff" ? actor.staffId : null,
});

/** Serialises decisions: two concurrent taps must not both read the previous state. */
const lockConsents = (tx: Tx, shopperId: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`consent:${shopperId}`}, 0))`);

/**
 * Records that the privacy notice was shown to the shopper, once per version of its text: wherever a name or an address
 * is entered and the form itself shows the notice. One statement.
 */
export async function recordNoticeShown(tx: Tx, actor: Actor, shopperId: string): Promise<void> {
  const { actorKind, actorId } = toActorColumns(actor);
  await tx.execute(sql`
    insert into consent (shopper_id, purpose, channel, decision, text_version, locale, surface, actor_kind, actor_id)
    select s.id, 'data_processing', 'any', 'told', ${textVersion}, s.locale, 'shop', ${actorKind}, ${actorId}::uuid
    from shopper s where s.id = ${shopperId} and not exists (select 1 from consent c
      where c.shopper_id = s.id and c.purpose = 'data_processing' and c.text_version = ${textVersion})`);
}

/**
 * Allows or stops advertising through one channel. A repeated decision records nothing. Throws UNAUTHENTICATED on a
 * linked device.
 */
export async function recordDecision(
  ctx: Ctx & { actor: ShopperActor },
  { channel, granted }: ConsentDecision,
): Promise<void> {
  if (ctx.actor.kind === "linked") throw new AppError("UNAUTHENTICATED");
  const { shopperId } = ctx.actor;
  await inTransaction(async (tx) => {
    await lockConsents(tx, shopperId);
    if (toCurrentConsents(await listAdvertisingConsents(shopperId, tx))[channel] === granted) return;
    await tx.insert(consent).values({
      shopperId,
      purpose: "advertising",
      channel,
      decision: granted ? "granted" : "withdrawn",
      textVersion,
      locale: ctx.locale,
      surface: ctx.surface,
      ...toActorColumns(ctx.actor),
    });
  });
}

/** Applies the stricter of both shoppers' decisions to the remaining one, inside the merge's transaction. */
export async function mergeConsents(tx: Tx, fromId: string, intoId: string): Promise<void> {
  await lockConsents(tx, intoId);
  const stopped = findWithdrawnByMerge(
    await listAdvertisingConsents(fromId, tx),
    await listAdvertisingConsents(intoId, tx),
  );
  for (const channel of stopped) {
    await tx.insert(consent).values({
      shopperId: intoId,
      purpose: "advertising",
      channel,
      decision: "withdrawn",
      textVersion,
      locale: "en",
      surface: "merge",
      actorKind: "system",
      actorId: null,
    });
  }
}
