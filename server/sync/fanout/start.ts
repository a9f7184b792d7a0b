import { getDirectUrl } from "@/db/client";
import { bus } from "@/server/platform/bus";
import { env } from "@/server/platform/env";
import type { Fanout } from "./driver";
import { getFanout, setFanout } from "./publish";

async function createFanout(): Promise<Fanout> {
  const { FANOUT, REDIS_URL } = env();
  if (FANOUT === "postgres") return (await import("./postgres")).createPostgresFanout(getDirectUrl());
  if (FANOUT === "redis") return (await import("./redis")).createRedisFanout(REDIS_URL ?? "");
  return getFanout();
}

/** Events of the bus that concern every process, and how each is announced here with what it concerns. */
const relayed = {
  access: (ownerId: string) => bus.emit(`access:${ownerId}`),
  catalogue: () => bus.emit("catalogue"),
};

/** Passes on what this process's bus announces, and announces on it what others pass on. */
export function relayBus(fanout: Fanout): () => void {
  const stops = Object.entries(relayed).map(([event, announce]) => {
    const topic = `bus:${event}`;
    let passing = false;
    /** Listeners run within: what they hear must not go round. */
    const pass = (work: () => void) => {
      if (passing) return;
      passing = true;
      try {
        work();
      } finally {
        passing = false;
      }
    };
    const tell = (id = "") => pass(() => fanout.publish({ topic, version: 0, body: Buffer.from(id) }));
    bus.on(event, tell);
    const stop = fanout.subscribe(topic, ({ body }) => pass(() => announce(Buffer.from(body ?? "").toString())));
    return () => {
      bus.off(event, tell);
      stop();
    };
  });
  return () => {
    for (const stop of stops) stop();
  };
}

/** Starts the process's fan-out as the settings say. The returned function closes it. */
export async function startFanout(): Promise<() => Promise<void>> {
  const fanout = await createFanout();
  setFanout(fanout);
  const stop = relayBus(fanout);
  return async () => {
    stop();
    await fanout.close();
  };
}
