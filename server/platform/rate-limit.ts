/** So many at once, and so many a minute in the long run. */
export type Rate = { burst: number; perMinute: number };

type Bucket = { left: number; at: number };

/** Buckets kept at most; a full one says nothing and is thrown away first. */
const maxBuckets = 100_000;

/**
 * Counts by key with a token bucket each, in this process's memory: no statement on the way of a request. `take` gives 0,
 * or the seconds until the next one is allowed. Monotonic time, in ms: nobody sets the clock back.
 */
export function createRateCounter({ burst, perMinute }: Rate, now: () => number = () => performance.now()) {
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, Bucket>();
  const leftOf = (bucket: Bucket, at: number) => Math.min(burst, bucket.left + (at - bucket.at) * perMs);
  /** Rarely, and a tenth at a time, so that a flood of keys does not pay for a walk over all of them each. */
  function makeRoom(at: number): void {
    for (const [key, bucket] of buckets) if (leftOf(bucket, at) >= burst) buckets.delete(key);
    // Somebody fills it on purpose: the oldest go, which forgives rather than locks anybody out.
    for (const key of buckets.keys()) {
      if (buckets.size < maxBuckets * 0.9) return;
      buckets.delete(key);
    }
  }
  return {
    take(key: string): number {
      const at = now();
      const bucket = buckets.get(key);
      if (!bucket) {
        if (buckets.size >= maxBuckets) makeRoom(at);
        buckets.set(key, { left: burst - 1, at });
        return 0;
      }
      const left = leftOf(bucket, at);
      bucket.at = at;
      bucket.left = left < 1 ? left : left - 1;
      return left < 1 ? Math.ceil((1 - left) / perMs / 1_000) : 0;
    },
    size: () => buckets.size,
  };
}

/** An address as limits know it: of IPv6 the network of 64 bits, which one household has to itself. */
export function toAddressKey(address: string): string {
  const plain = address.startsWith("::ffff:") ? address.slice(7) : address;
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::");
  const groups = head.split(":").filter(Boolean);
  if (tail !== undefined) {
    const after = tail.split(":").filter(Boolean);
    while (groups.length + after.length < 8) groups.push("0");
    groups.push(...after);
  }
  return groups.slice(0, 4).join(":");
}
