import { dateAt, openSpans, type Span, type StoreHours } from "@/server/stores/rules";
import type { FittingStatus } from "../rules";

/** Why a booked appointment no longer fits: the store is shut then, or its room is no more. Texts: messages `fittings.hit`. */
export type Hit = "hours" | "room";

/** What a later change of hours, holidays or rooms did to an appointment; null while it stands, and once it has begun. */
export function hitOf(fitting: Span & { status: FittingStatus }, store: StoreHours, roomActive: boolean): Hit | null {
  if (fitting.status !== "booked" && fitting.status !== "offered") return null;
  const open = openSpans(store, dateAt(fitting.from, store.timeZone));
  if (!open.some((span) => span.from <= fitting.from && span.to >= fitting.to)) return "hours";
  return roomActive ? null : "room";
}
