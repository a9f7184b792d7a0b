import type { Job } from "@/server/queue/registry";
import { expireIdleShifts } from "@/server/staff/shifts";

/** Ends idle shifts. */
export const expireShiftsJob: Job = { name: "shifts.expire", everySeconds: 15, run: () => expireIdleShifts() };
