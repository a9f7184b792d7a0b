import { createHook } from "@/server/platform/hook";

/** A piece of background work. The queue may run it twice: what it calls is guarded by the state of its rows. */
export type Job = {
  /** `<noun>.<verb>`. */
  name: string;
  /** `id` is what it was added for; undefined for a schedule, which looks through all. A throw is a failure. */
  run: (id?: string) => Promise<unknown>;
  /** It runs by itself so often (seconds), once in the cluster. */
  everySeconds?: number;
};

/** All jobs of the shop; server/app/register.ts puts them in. */
export const jobRegistry = createHook<readonly Job[]>("jobs");
