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

/** Notifies every stream of the scope, in every process; called after commit. */
export function publishPatch(patch: Patch): void {
  getFanout().publish({ topic: patch.scope, version: patch.to, body: Buffer.from(JSON.stringify(patch)) });
}
