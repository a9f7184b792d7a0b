import { once } from "node:events";
import { request } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** The inspector's WebSocket path, once it listens. */
async function inspectorPath(port: number): Promise<string> {
  for (;;) {
    const listed = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    const [target] = listed ? ((await listed.json()) as { webSocketDebuggerUrl: string }[]) : [];
    if (target) return new URL(target.webSocketDebuggerUrl).pathname;
    await sleep(100);
  }
}

/** A client's text frame by RFC 6455, masked with zeroes; `text` is shorter than 126 bytes. */
const textFrame = (text: string) => Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0, ...Buffer.from(text)]);

/**
 * Lets a Node process collect its garbage, through the inspector that SIGUSR1 opens on `inspectPort`: the process itself
 * runs with production's flags. Without it a reading says mostly when V8 collected last.
 */
export async function collectGarbage(pid: number, inspectPort: number): Promise<void> {
  process.kill(pid, "SIGUSR1");
  const upgrade = request({
    host: "127.0.0.1",
    port: inspectPort,
    path: await inspectorPath(inspectPort),
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": Buffer.alloc(16).toString("base64"),
    },
  });
  upgrade.end();
  const [, socket] = (await once(upgrade, "upgrade")) as [unknown, Socket];
  socket.write(textFrame('{"id":1,"method":"HeapProfiler.collectGarbage"}'));
  await once(socket, "data");
  socket.destroy();
}
