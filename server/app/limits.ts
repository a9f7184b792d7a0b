import type { Actor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { createRateCounter, type TakeToken, toAddressKey } from "@/server/platform/rate-limit";
import { createSharedRateCounter } from "@/server/platform/shared-rate-limit";
import type { LimitRow } from "./limit-rows";
import { limitTable } from "./rate-limit";

export type Limits = {
  /** Counts a request by its address, before anything is read. Resolves to 0, or the seconds to wait. */
  byAddress(names: readonly string[], address: string): Promise<number>;
  /** Counts it by account and device, once the actor is known. Resolves to the same. */
  byActor(names: readonly string[], actor: Actor): Promise<number>;
};

function toLimitKeys(actor: Actor): { account?: string; device?: string } {
  if (actor.kind === "anonymous" || actor.kind === "system") return {};
  if (actor.kind === "store_device") return { device: actor.storeDeviceId };
  if (actor.kind === "staff") return { account: actor.staffId, device: actor.storeDeviceId ?? actor.sessionId };
  return { account: actor.shopperId, device: actor.deviceId };
}

/** In Redis where one is set, else in this process. */
function createCounter(): TakeToken {
  const { REDIS_URL } = env();
  return REDIS_URL ? createSharedRateCounter(REDIS_URL).take : createRateCounter().take;
}

/** Limits by a table; `take` counts, as the settings say unless given. */
export function createLimits(table: Record<string, LimitRow> = limitTable, take?: TakeToken): Limits {
  let counter = take;
  /** Takes a token for each name and each key; resolves to the longest wait. */
  async function count(names: readonly string[], keys: Partial<Record<keyof LimitRow, string>>): Promise<number> {
    counter ??= createCounter();
    const waits: (number | Promise<number>)[] = [];
    for (const name of names) {
      const known = Object.hasOwn(table, name) ? name : "unknown";
      for (const kind of ["address", "device", "account"] as const) {
        const rate = table[known]?.[kind];
        if (keys[kind] && rate) waits.push(counter(`${known}:${kind}:${keys[kind]}`, rate));
      }
    }
    return Math.max(0, ...(await Promise.all(waits)));
  }
  return {
    byAddress: (names, address) => count(names, { address: toAddressKey(address) }),
    byActor: (names, actor) => count(names, toLimitKeys(actor)),
  };
}
