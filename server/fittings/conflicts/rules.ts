import { listOpenSpans, type Span, type StoreHours, toLocalDate } from "@/server/stores/rules";
import type { FittingStatus } from "../rules";

/** Why a booked appointment no longer fits: the store is shut then, or its room is no more. Texts: messages `fittings.hit`. */
export type ScheduleConflict = "hours" | "room";

/** What a later change of hours, holidays or rooms did to an appointment; null while it stands, and once it has begun. */
export function findConflict(
  fitting: Span & { status: FittingStatus },
  store: StoreHours,
  roomActive: boolean,
): ScheduleConflict | null {
  if (fitting.status !== "booked" && fitting.status !== "offered") return null;
  const open = listOpenSpans(store, toLocalDate(fitting.from, store.timeZone));
  if (!open.some((span) => span.from <= fitting.from && span.to >= fitting.to)) return "hours";
  return roomActive ? null : "room";
}
