import { startRedis } from "@/server/testing/redis";
import { streamsWanted, writesPerSecond } from "./delivery";
import { measureDevices } from "./device-to-device";
import { round } from "./measure";
import { type BenchServer, startBeside } from "./server";

type Carrier = {
  metric: string;
  env: Record<string, string>;
  cut: () => Promise<unknown>;
  close: () => Promise<unknown>;
};

const carryByPostgres = ({ sql }: BenchServer): Carrier => ({
  metric: "fanout.postgres",
  env: { FANOUT: "postgres" },
  cut: async () =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'selvedge fan-out'`,
  close: async () => {},
});

async function carryByRedis(): Promise<Carrier> {
  const redis = await startRedis();
  const cut = () => redis.stop().then(redis.start);
  return { metric: "fanout.redis", env: { REDIS_URL: redis.url }, cut, close: redis.remove };
}

/**
 * A change on one device until it stands on another that a second process serves, against the same within one of the two
 * processes; and once more while what carries the hints is killed.
 */
async function measureCarrier(shop: BenchServer, { metric, env, cut, close }: Carrier) {
  const first = await startBeside(shop, env);
  const second = await startBeside(shop, env);
  try {
    const within = await measureDevices(shop, { writePort: first.port, readPort: first.port });
    const across = await measureDevices(shop, { writePort: first.port, readPort: second.port });
    const killed = await measureDevices(shop, {
      writePort: first.port,
      readPort: second.port,
      midway: cut,
      settleMs: 6_500,
    });
    const size = { streams: streamsWanted, writes_per_s: writesPerSecond };
    return [
      {
        metric,
        ...size,
        ...across,
        one_process_p50_ms: within.p50_ms,
        over_one_process_ms: round(across.p50_ms - within.p50_ms),
      },
      { metric: `${metric}.killed`, ...size, late_ms: killed.max_ms, lost: killed.lost },
    ];
  } finally {
    await Promise.all([first.stop(), second.stop()]);
    await close();
  }
}

/** Delivery between two processes over PostgreSQL, and over Redis. */
export async function fanout(shop: BenchServer) {
  return [
    ...(await measureCarrier(shop, carryByPostgres(shop))),
    ...(await measureCarrier(shop, await carryByRedis())),
  ];
}
