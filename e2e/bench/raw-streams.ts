import { createServer } from "node:http";
import { createRedisFanout } from "@/server/sync/fanout/redis";
import { formatFrame } from "@/server/sync/stream/rules";

// What `sync.streams` is compared with: node:http's streams on the same fan-out, nothing between. Run as a process.
const fanout = createRedisFanout(process.env.REDIS_URL ?? "");
createServer((req, res) => {
  const [topic = "", epoch = ""] = (req.url ?? "").slice(1).split("/");
  req.socket.setNoDelay(true);
  res.writeHead(200, { "content-type": "text/event-stream" }).write("data: {}\n\n");
  const stop = fanout.subscribe(topic, ({ version, body }) => {
    res.write(formatFrame(`${topic}:${epoch}:${version}`, Buffer.from(body ?? []).toString()));
  });
  res.on("close", stop);
}).listen(Number(process.env.PORT), "127.0.0.1", () => process.stdout.write("ready\n"));
