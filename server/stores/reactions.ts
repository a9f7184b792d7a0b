import type { Tx } from "@/db/client";
import type { StaffActor } from "@/server/platform/context";
import { createHook } from "@/server/platform/hook";
import type { Announce } from "@/server/sync/commit";

/** Applies a change of a store's calendar in `tx`, and announces what follows from it (bookings that no longer fit). */
export type CalendarReaction = (
  tx: Tx,
  announce: Announce,
  of: { storeId: string; actor: StaffActor },
  change: () => Promise<void>,
) => Promise<void>;

/** What bookings do when hours or rooms change. */
export const calendarReaction = createHook<CalendarReaction>("stores.calendar");
