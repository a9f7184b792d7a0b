import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { createRateCounter, type Rate, type TakeToken } from "./rate-limit";
import { connectRedis } from "./redis";

/**
 * The token bucket of rate-limit.ts at Redis, by its clock. The library counts in fixed windows, so its script is
 * replaced: ARGV is what is taken, the key's lifetime, the burst, and the seconds in which an empty bucket fills. It
 * returns what is used of the burst, more than the burst when refused, and the ms until the next call is allowed.
 */
const takeScript = `
local time = redis.call('time')
local now = time[1] * 1000 + time[2] / 1000
local burst = tonumber(ARGV[3])
local per_ms = burst / (ARGV[4] * 1000)
local kept = redis.call('hmget', KEYS[1], 'tokens', 'at')
local tokens = burst
if kept[1] then tokens = math.min(burst, kept[1] + (now - kept[2]) * per_ms) end
local allowed = tokens >= 1
if allowed then tokens = tokens - 1 end
redis.call('hset', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.3f', now))
redis.call('pexpire', KEYS[1], math.ceil((burst - tokens) / per_ms) + 1000)
if allowed then return {burst - math.floor(tokens), 0} end
return {burst + 1, math.ceil((1 - tokens) / per_ms)}
`;

/**
 * Counters that all processes share, in the Redis at `urls`. While it cannot be reached this process counts in its
 * memory: nobody is refused for that.
 */
export function createSharedRateCounter(urls: string): { take: TakeToken; close(): void } {
  const client = connectRedis(urls);
  const memory = createRateCounter();
  const limiters = new Map<Rate, RateLimiterRedis>();
  const createLimiter = ({ burst, perMinute }: Rate) =>
    new RateLimiterRedis({
      storeClient: client,
      rejectIfRedisNotReady: true,
      keyPrefix: "selvedge:limit",
      points: burst,
      duration: (burst / perMinute) * 60,
      customIncrTtlLuaScript: takeScript,
    });
  return {
    async take(key, rate) {
      const limiter = limiters.get(rate) ?? createLimiter(rate);
      limiters.set(rate, limiter);
      try {
        await limiter.consume(key);
        return 0;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.ceil(refusal.msBeforeNext / 1_000);
        return memory.take(key, rate);
      }
    },
    close: () => client.disconnect(),
  };
}
