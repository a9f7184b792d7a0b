import { and, eq, notInArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fittingRoom, store } from "@/db/schema/stores";
import { assertOffice } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { bus } from "@/server/platform/bus";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import { calendarReaction } from "./reactions";
import type { SaveHours, SaveRooms } from "./schema";

/** Replaces a store's hours, holidays and preparation minutes. Throws NOT_FOUND. */
export async function saveHours(ctx: Ctx, input: SaveHours): Promise<void> {
  const actor = assertOffice(ctx, "office");
  const { storeId, ...values } = input;
  const change = async (tx: Tx) => {
    const columns = {
      weeklyHours: store.weeklyHours,
      holidays: store.holidays,
      pickupMinutes: store.pickupMinutes,
    };
    const [before] = await tx.select(columns).from(store).where(eq(store.id, storeId)).for("update");
    if (!before) throw new AppError("NOT_FOUND");
    const [after] = await tx.update(store).set(values).where(eq(store.id, storeId)).returning(columns);
    const subject = { subjectKind: "store", subjectId: storeId, storeId };
    await recordAudit(tx, actor, { action: "stores.hours.save", ...subject, before, ...(after ? { after } : {}) });
  };
  await commitWithChanges((tx, announce) => calendarReaction.get()(tx, announce, { storeId, actor }, () => change(tx)));
  bus.emit("catalogue");
}

/** Renames, adds, orders and retires a store's fitting rooms; past bookings keep the rooms they had. Throws NOT_FOUND. */
export async function saveRooms(ctx: Ctx, input: SaveRooms): Promise<void> {
  const actor = assertOffice(ctx, "office");
  const { storeId } = input;
  const change = async (tx: Tx) => {
    const [found] = await tx.select({ id: store.id }).from(store).where(eq(store.id, input.storeId)).for("update");
    if (!found) throw new AppError("NOT_FOUND");
    const before = await listRoomNames(tx, input.storeId);
    await deactivateRooms(tx, input);
    for (const [position, room] of input.rooms.entries()) await upsertRoom(tx, input.storeId, { room, position });
    await recordAudit(tx, actor, {
      action: "stores.rooms.save",
      subjectKind: "store",
      subjectId: storeId,
      storeId,
      before: { rooms: before },
      after: { rooms: await listRoomNames(tx, storeId) },
    });
  };
  await commitWithChanges((tx, announce) => calendarReaction.get()(tx, announce, { storeId, actor }, () => change(tx)));
}

const listRoomNames = async (tx: Tx, storeId: string): Promise<string[]> =>
  (
    await tx
      .select({ name: fittingRoom.name })
      .from(fittingRoom)
      .where(and(eq(fittingRoom.storeId, storeId), fittingRoom.active))
      .orderBy(fittingRoom.position)
  ).map((room) => room.name);

async function deactivateRooms(tx: Tx, { storeId, rooms }: SaveRooms): Promise<void> {
  const keptRooms = rooms.flatMap((r) => r.id ?? []);
  await tx
    .update(fittingRoom)
    .set({ active: false })
    .where(
      and(eq(fittingRoom.storeId, storeId), keptRooms.length > 0 ? notInArray(fittingRoom.id, keptRooms) : undefined),
    );
}

async function upsertRoom(
  tx: Tx,
  storeId: string,
  { room, position }: { room: SaveRooms["rooms"][number]; position: number },
): Promise<void> {
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
