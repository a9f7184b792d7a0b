import { listOpenSpans, type Span, type StoreHours, toLocalDate } from "@/server/stores/rules";
import type { FittingStatus } from "./rules";

/**
 * Why a booked appointment no longer fits: the store is closed then, or its room is retired. Texts: messages
 * `fittings.hit`.
 */
export type ScheduleConflict = "hours" | "room";

/**
 * Finds the conflict of an appointment with a later change of hours, holidays or rooms; null while it fits, and once it
 * has begun.
 */
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
