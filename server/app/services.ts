import { startBackups } from "@/server/backup/keep";
import { startWakes } from "@/server/jobs/wakes";
import { waitForAddedJobs } from "@/server/queue/commands";
import { startWorker } from "@/server/queue/worker";
import { startSync, stopSync } from "@/server/sync/stream/handler";

/** What processes there are: those that answer requests, and those that run jobs. */
type Role = "web" | "worker";

/** What a process does beside answering requests. */
type Service = {
  in: Role[];
  /** Starts it; the returned function stops it and resolves when it has ended. */
  start: () => () => void | Promise<void>;
};

/** In the order of starting; they are stopped in the opposite order. */
const services: Service[] = [
  { in: ["worker"], start: () => startWorker() },
  // Both commit changes from which jobs follow.
  { in: ["web", "worker"], start: startWakes },
  {
    in: ["web"],
    start() {
      startSync();
      return stopSync;
    },
  },
  // One process of all does it, by a lock.
  { in: ["worker"], start: startBackups },
];

/**
 * Starts the services of a process with these roles. The returned function stops them, waits for the jobs that have
 * begun, and for those that are still being added.
 */
export function startServices(roles: Role[] = ["web", "worker"]): () => Promise<void> {
  const stops = services
    .filter((service) => service.in.some((role) => roles.includes(role)))
    .map(({ start }) => start());
  return async () => {
    for (const stop of stops.reverse()) await stop();
    await waitForAddedJobs();
  };
}
