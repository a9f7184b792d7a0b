import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { closeAll, deliver, type Pair, streamsWanted } from "./delivery";
import { freePort } from "./server";
import { openStream, Wire } from "./http-connection";

/** The same traffic as `sync.device_to_device` on a server that does nothing but pass it on. */
export async function syncFloor() {
  const port = await freePort();
  const env = { ...process.env, NODE_ENV: "production" as const, PORT: String(port) };
  const child = spawn("node_modules/.bin/tsx", ["e2e/bench/floor-server.ts"], { stdio: ["ignore", "pipe", 2], env });
  if (child.stdout) await once(child.stdout, "data");
  const sockets: Socket[] = [];
  const pairs: Pair[] = [];
  for (let i = 0; i < streamsWanted / 2; i++) {
    const listeners: ((text: string) => void)[] = [];
    sockets.push(await openStream(port, `/stream?topic=${i}`, ""));
    sockets.push(
      await openStream(port, `/stream?topic=${i}`, "", (text) => listeners.forEach((hear) => void hear(text))),
    );
    let wire: Wire | undefined;
    pairs.push({
      heard: (listener) => listeners.push(listener),
      write(mark) {
        wire ??= new Wire(port);
        return wire.send("POST", "/api/trpc/say", { body: { topic: String(i), mark } });
      },
    });
  }
  const { lost: _, ...figures } = await deliver(pairs);
  closeAll(sockets);
  child.kill("SIGTERM");
  await once(child, "exit");
  return [{ metric: "sync.floor", streams: streamsWanted, ...figures }];
}
