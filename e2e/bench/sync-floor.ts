import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { closeSockets, measureDelivery, streamsWanted, type WriterReader } from "./delivery";
import { HttpConnection, openStream } from "./http-connection";
import { findFreePort } from "./server";

/** The same traffic as `sync.device_to_device` on a server that does nothing but pass it on. */
export async function syncFloor() {
  const port = await findFreePort();
  const env = { ...process.env, NODE_ENV: "production" as const, PORT: String(port) };
  const child = spawn("node_modules/.bin/tsx", ["e2e/bench/floor-server.ts"], { stdio: ["ignore", "pipe", 2], env });
  if (child.stdout) await once(child.stdout, "data");
  const sockets: Socket[] = [];
  const pairs: WriterReader[] = [];
  for (let i = 0; i < streamsWanted / 2; i++) {
    const listeners: ((text: string) => void)[] = [];
    sockets.push(await openStream(port, `/stream?topic=${i}`, ""));
    sockets.push(
      await openStream(port, `/stream?topic=${i}`, "", (text) => listeners.forEach((hear) => void hear(text))),
    );
    let wire: HttpConnection | undefined;
    pairs.push({
      heard: (listener) => listeners.push(listener),
      write(mark) {
        wire ??= new HttpConnection(port);
        return wire.send("POST", "/api/trpc/say", { body: { topic: String(i), mark } });
      },
    });
  }
  const { lost: _, ...figures } = await measureDelivery(pairs);
  closeSockets(sockets);
  child.kill("SIGTERM");
  await once(child, "exit");
  return [{ metric: "sync.floor", streams: streamsWanted, ...figures }];
}
