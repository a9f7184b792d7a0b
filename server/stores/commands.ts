import { assertOffice } from "@/server/access/actors";
import { and, eq, notInArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fittingRoom, store } from "@/db/schema/stores";
import { recordAudit } from "@/server/audit/commands";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import type { SaveHours, SaveRooms } from "./schema";

/** Makes a change of a store's calendar in `tx`, and tells devices what follows from it (bookings that no longer fit). */
export type FollowCalendar = (
  tx: Tx,
  announce: Announce,
  of: { storeId: string; actor: StaffActor },
  change: () => Promise<void>,
) => Promise<void>;

const alone: FollowCalendar = (_tx, _announce, _of, change) => change();

/** Replaces a store's hours, holidays and preparation minutes. Throws NOT_FOUND. */
export async function saveHours(ctx: Ctx, input: SaveHours, follow = alone): Promise<void> {
  const actor = assertOffice(ctx, "office");
  const { storeId, ...values } = input;
  const change = async (tx: Tx) => {
    const shown = {
      weeklyHours: store.weeklyHours,
      holidays: store.holidays,
      pickupMinutes: store.pickupMinutes,
    };
    const [before] = await tx.select(shown).from(store).where(eq(store.id, storeId)).for("update");
    if (!before) throw new AppError("NOT_FOUND");
    const [after] = await tx.update(store).set(values).where(eq(store.id, storeId)).returning(shown);
    const subject = { subjectKind: "store", subjectId: storeId, storeId };
    await recordAudit(tx, actor, { action: "stores.hours.save", ...subject, before, ...(after ? { after } : {}) });
  };
  await commitWithChanges((tx, announce) => follow(tx, announce, { storeId, actor }, () => change(tx)));
}

/** Renames, adds, orders and retires a store's fitting rooms; past bookings keep the rooms they had. Throws NOT_FOUND. */
export async function saveRooms(ctx: Ctx, input: SaveRooms, follow = alone): Promise<void> {
  const actor = assertOffice(ctx, "office");
  const { storeId } = input;
  const change = async (tx: Tx) => {
    const [found] = await tx.select({ id: store.id }).from(store).where(eq(store.id, input.storeId)).for("update");
    if (!found) throw new AppError("NOT_FOUND");
    const before = await roomNames(tx, input.storeId);
    await retireRooms(tx, input);
    for (const [position, room] of input.rooms.entries()) await placeRoom(tx, input.storeId, room, position);
    await recordAudit(tx, actor, {
      action: "stores.rooms.save",
      subjectKind: "store",
      subjectId: storeId,
      storeId,
      before: { rooms: before },
      after: { rooms: await roomNames(tx, storeId) },
    });
  };
  await commitWithChanges((tx, announce) => follow(tx, announce, { storeId, actor }, () => change(tx)));
}

const roomNames = async (tx: Tx, storeId: string): Promise<string[]> =>
  (
    await tx
      .select({ name: fittingRoom.name })
      .from(fittingRoom)
      .where(and(eq(fittingRoom.storeId, storeId), fittingRoom.active))
      .orderBy(fittingRoom.position)
  ).map((room) => room.name);

async function retireRooms(tx: Tx, { storeId, rooms }: SaveRooms): Promise<void> {
  const kept = rooms.flatMap((r) => r.id ?? []);
  await tx
    .update(fittingRoom)
    .set({ active: false })
    .where(and(eq(fittingRoom.storeId, storeId), kept.length > 0 ? notInArray(fittingRoom.id, kept) : undefined));
}

async function placeRoom(tx: Tx, storeId: string, room: SaveRooms["rooms"][number], position: number): Promise<void> {
  const values = { name: room.name, position, active: true };
  if (!room.id) {
    await tx
      .insert(fittingRoom)
      .values({ storeId, ...values })
      .onConflictDoUpdate({ target: [fittingRoom.storeId, fittingRoom.name], set: { position, active: true } });
    return;
  }
  const at = and(eq(fittingRoom.id, room.id), eq(fittingRoom.storeId, storeId));
  const [row] = await tx.update(fittingRoom).set(values).where(at).returning({ id: fittingRoom.id });
  if (!row) throw new AppError("NOT_FOUND");
}
