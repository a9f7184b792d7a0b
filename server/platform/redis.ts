import { Cluster, Redis } from "ioredis";
import { log } from "./log";

/** Milliseconds until the next attempt to connect: at random, so that not all processes come back at once. */
export const getRetryMs = (): number => 200 + Math.random() * 300;

/** A command that takes longer counts as failed, and a connection on which nothing arrives for longer as lost (ms). */
const commandTimeout = 500;
const socketTimeout = 5_000;

/**
 * A client of the Redis (7 or newer) or Valkey at `urls`: one URL is a server, several, joined by commas, are servers of
 * a cluster. It reconnects by itself; commands fail at once while it cannot.
 */
export function connectRedis(urls: string): Redis | Cluster {
  const [url = "", ...others] = urls.split(",");
  const redisOptions = {
    connectTimeout: 2_000,
    commandTimeout,
    socketTimeout,
    keepAlive: 10_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  };
  const client =
    others.length === 0
      ? new Redis(url, { ...redisOptions, retryStrategy: getRetryMs })
      : new Cluster([url, ...others], {
          redisOptions,
          enableOfflineQueue: false,
          clusterRetryStrategy: getRetryMs,
          shardedSubscribers: true,
        });
  client.on("error", (err) => log().debug({ err }, "Redis cannot be reached"));
  return client;
}
