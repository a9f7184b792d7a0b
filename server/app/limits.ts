import type { Actor } from "@/server/platform/context";
import { createRateCounter, toAddressKey } from "@/server/platform/rate-limit";
import type { LimitRow } from "./limit-rows";
import { limitTable } from "./rate-limit";

export type Limits = {
  /** Counts a request by its address, before anything is read. Returns 0, or the seconds to wait. */
  byAddress(names: readonly string[], address: string): number;
  /** Counts it by account and device, once the actor is known. Returns the same. */
  byActor(names: readonly string[], actor: Actor): number;
};

function toLimitKeys(actor: Actor): { account?: string; device?: string } {
  if (actor.kind === "anonymous" || actor.kind === "system") return {};
  if (actor.kind === "store_device") return { device: actor.storeDeviceId };
  if (actor.kind === "staff") return { account: actor.staffId, device: actor.storeDeviceId ?? actor.sessionId };
  return { account: actor.shopperId, device: actor.deviceId };
}

/** Counters for a table, in this process. */
export function createLimits(table: Record<string, LimitRow> = limitTable): Limits {
  const counters = new Map(
    Object.entries(table).map(([name, { address, account, device }]) => [
      name,
      { address: createRateCounter(address), account: createRateCounter(account), device: createRateCounter(device) },
    ]),
  );
  const countersOf = (name: string) => counters.get(name) ?? counters.get("unknown");
  return {
    byAddress(names, address) {
      const key = toAddressKey(address);
      let wait = 0;
      for (const name of names) wait = Math.max(wait, countersOf(name)?.address.take(key) ?? 0);
      return wait;
    },
    byActor(names, actor) {
      const { account, device } = toLimitKeys(actor);
      let wait = 0;
      for (const name of names) {
        const row = countersOf(name);
        if (device) wait = Math.max(wait, row?.device.take(device) ?? 0);
        if (account) wait = Math.max(wait, row?.account.take(account) ?? 0);
      }
      return wait;
    },
  };
}
