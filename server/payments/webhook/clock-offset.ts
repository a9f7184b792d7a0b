import { log } from "@/server/platform/log";
import { alarmingS } from "./rules";

let lastS: number | null = null;

/** Records by how many seconds our clock is ahead of the provider's, and raises an alarm when it is off. */
export function recordClockOffset(offS: number): void {
  const alarming = Math.abs(offS) > alarmingS;
  if (alarming)
    log().error({ alert: "clock_offset", seconds: Math.round(offS) }, "our clock is not the payments' provider's");
  lastS = offS;
}

/** Seconds by which our clock was ahead of the provider's at its last webhook; null before the first. */
export const getClockOffset = (): number | null => lastS;
