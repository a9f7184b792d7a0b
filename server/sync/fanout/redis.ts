import { createHash, randomUUID } from "node:crypto";
import { log } from "@/server/platform/log";
import { connectRedis } from "@/server/platform/redis";
import { createMemoryFanout, type Fanout, formatMessage, parseMessage } from "./driver";

/** So many channels share the topics; in a cluster each belongs to one of its servers. */
const channelCount = 64;
const channels = Array.from({ length: channelCount }, (_, i) => `selvedge:fanout:${i}`);
const toChannel = (topic: string): string =>
  channels[createHash("sha1").update(topic).digest().readUInt16BE(0) % channelCount] ?? "";

/**
 * The driver over Redis' sharded channels: a topic's is chosen by its hash, and every process listens to all. Two
 * connections, since one that listens can do nothing else.
 */
export function createRedisFanout(urls: string): Fanout {
  const local = createMemoryFanout();
  const sender = randomUUID();
  const publisher = connectRedis(urls);
  const subscriber = connectRedis(urls);
  let subscribed = false;
  subscriber.on("smessage", (_channel: string, text: string) => {
    if (text.startsWith(sender)) return;
    const message = parseMessage(text.slice(sender.length + 1));
    if (message) local.publish(message);
  });
  subscriber.on("ready", () =>
    Promise.all(channels.map((channel) => subscriber.ssubscribe(channel))).then(
      () => {
        subscribed = true;
      },
      (err) => log().warn({ err }, "the fan-out could not subscribe at Redis"),
    ),
  );
  for (const event of ["close", "end", "reconnecting"]) {
    subscriber.on(event, () => {
      subscribed = false;
    });
  }
  return {
    publish(message) {
      local.publish(message);
      if (publisher.status !== "ready") return;
      publisher.spublish(toChannel(message.topic), `${sender} ${formatMessage(message)}`).catch(() => {});
    },
    subscribe: local.subscribe,
    health: () => (subscribed && publisher.status === "ready" ? "ok" : "degraded"),
    async close() {
      // What was published is sent before the goodbye.
      if (publisher.status === "ready") await publisher.quit().catch(() => {});
      publisher.disconnect();
      subscriber.disconnect();
      await local.close();
    },
  };
}
