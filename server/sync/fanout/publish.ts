import { createCounter, createGauge } from "@/server/platform/metrics";
import type { Patch } from "../schema";
import { createMemoryFanout, type Fanout } from "./driver";

const shared = globalThis as typeof globalThis & { __selvedgeFanout?: Fanout };

/** The process's fan-out. It is kept on globalThis, because Next bundles server code a second time. */
export function getFanout(): Fanout {
  shared.__selvedgeFanout ??= createMemoryFanout();
  return shared.__selvedgeFanout;
}

/** Makes `fanout` the process's: before the first subscription. */
export function setFanout(fanout: Fanout): void {
  shared.__selvedgeFanout = fanout;
}

const published = createCounter({
  name: "selvedge_fanout_published_total",
  help: "Changes of scopes that this process told the streams of all processes of",
});
createGauge({
  name: "selvedge_fanout_degraded",
  help: "1 while other processes cannot be reached: streams then learn of their changes within 5 s",
  collect() {
    this.set(Number(getFanout().health() === "degraded"));
  },
});

/** Notifies every stream of the scope, in every process; called after commit. */
export function publishPatch(patch: Patch): void {
  published.inc();
  const body = Buffer.from(JSON.stringify(patch));
  getFanout().publish({ topic: patch.scope, version: patch.to, at: Date.now(), body });
}
