import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { serverTimeouts } from "@/server/app/request-handler";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { startMutant, type Target } from "./target";

const count = 1_000;
/** How long (ms) a connection may stay open after its sender has said goodbye. */
const patienceMs = 8_000;

/** Asks for a web socket, says goodbye and resolves to whether the server does the same. */
function upgradeAndLeave(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const late = setTimeout(() => {
      resolve(false);
      socket.destroy();
    }, patienceMs);
    socket.on("error", () => {});
    socket.on("end", () => {
      clearTimeout(late);
      socket.destroy();
      resolve(true);
    });
    socket.resume();
    socket.end("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  });
}

/** A26: connections that ask to become web sockets and leave: none may stay behind. */
async function run(target: Target) {
  const port = Number(new URL(target.url).port);
  const ended = await Promise.all(Array.from({ length: count }, () => upgradeAndLeave(port)));
  const left = ended.filter((gone) => !gone).length;
  const said = `${left} of ${count} connections were kept after their senders had left`;
  return (left > 0 ? reportLetThrough : reportRefused)(said);
}

/** The server with a listener that takes each socket and never ends it, as Next's own does. */
async function keeping(): Promise<Target> {
  const kept: Duplex[] = [];
  const target = await startMutant({}, undefined, serverTimeouts, (server) =>
    server.on("upgrade", (_req, socket: Duplex) => kept.push(socket)),
  );
  return {
    ...target,
    async close() {
      for (const socket of kept) socket.destroy();
      await target.close?.();
    },
  };
}

registerAttack({
  id: "A26",
  title: "connections that ask for a web socket and leave",
  run,
  mutants: { "an end for sockets that are handed over": keeping },
});
