/** A burst, and an average per minute. */
export type Rate = { burst: number; perMinute: number };

type Bucket = { tokens: number; at: number };

/** Maximum number of buckets; a full bucket carries no information and is evicted first. */
const maxBuckets = 100_000;

/**
 * A token bucket per key, in this process's memory: a request needs no statement. `take` returns 0, or the seconds
 * until the next call is allowed. Time is monotonic, in ms, so that a clock change has no effect.
 */
export function createRateCounter({ burst, perMinute }: Rate, now: () => number = () => performance.now()) {
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, Bucket>();
  const countTokens = (bucket: Bucket, at: number) => Math.min(burst, bucket.tokens + (at - bucket.at) * perMs);
  /** Runs rarely and evicts a tenth at a time, so that a flood of keys does not scan all buckets each time. */
  function evictBuckets(at: number): void {
    for (const [key, bucket] of buckets) if (countTokens(bucket, at) >= burst) buckets.delete(key);
    // Under attack the oldest buckets are evicted: fail open.
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
        if (buckets.size >= maxBuckets) evictBuckets(at);
        buckets.set(key, { tokens: burst - 1, at });
        return 0;
      }
      const tokens = countTokens(bucket, at);
      bucket.at = at;
      bucket.tokens = tokens < 1 ? tokens : tokens - 1;
      return tokens < 1 ? Math.ceil((1 - tokens) / perMs / 1_000) : 0;
    },
    size: () => buckets.size,
  };
}

/** The key of an address for limits: of IPv6 the /64 network, which one household has to itself. */
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
