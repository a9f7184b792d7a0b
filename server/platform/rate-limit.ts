/** A burst, and an average per minute. */
export type Rate = { burst: number; perMinute: number };

/** Takes one token of a key's bucket: 0, or the seconds until the next call is allowed. */
export type TakeToken = (key: string, rate: Rate) => number | Promise<number>;

type Bucket = { tokens: number; at: number; rate: Rate };

/** Maximum number of buckets of all keys, some 40 MB. */
const maxBuckets = 200_000;

const getTokensPerMs = ({ perMinute }: Rate): number => perMinute / 60_000;

const countTokens = ({ tokens, at, rate }: Bucket, now: number): number =>
  Math.min(rate.burst, tokens + (now - at) * getTokensPerMs(rate));

/**
 * A token bucket per key, in this process's memory: a request needs no statement. Time is monotonic, in ms, so that a
 * clock change has no effect.
 */
export function createRateCounter(now: () => number = () => performance.now()) {
  const buckets = new Map<string, Bucket>();
  /** Forgives whoever was not seen for longest, most of whose buckets are full again: a tenth, so that it runs rarely. */
  function evictBuckets(): void {
    for (const key of buckets.keys()) {
      if (buckets.size < maxBuckets * 0.9) return;
      buckets.delete(key);
    }
  }
  return {
    take(key: string, rate: Rate): number {
      const at = now();
      const bucket = buckets.get(key);
      if (!bucket && buckets.size >= maxBuckets) evictBuckets();
      const tokens = bucket ? countTokens(bucket, at) : rate.burst;
      // Put in anew, which makes it the youngest.
      buckets.delete(key);
      buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at, rate });
      return tokens < 1 ? Math.ceil((1 - tokens) / getTokensPerMs(rate) / 1_000) : 0;
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
