import { createServer, type ServerResponse } from "node:http";
import { initTRPC } from "@trpc/server";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { z } from "zod";

// POST to stream without a database: the same adapter and the same kind of stream, nothing between. Run as a process.
const topics = new Map<string, Set<ServerResponse>>();
const t = initTRPC.create();
const appRouter = t.router({
  say: t.procedure.input(z.object({ topic: z.string(), mark: z.string() })).mutation(({ input }) => {
    const frame = Buffer.from(`id: 1\ndata: ${JSON.stringify(input)}\n\n`);
    for (const res of topics.get(input.topic) ?? []) res.write(frame);
    return "said";
  }),
});

createServer((req, res) => {
  const url = new URL(req.url ?? "/", "http://localhost");
  if (url.pathname === "/stream") {
    const topic = url.searchParams.get("topic") ?? "";
    topics.set(topic, (topics.get(topic) ?? new Set()).add(res));
    req.socket.setNoDelay(true);
    res.writeHead(200, { "content-type": "text/event-stream" }).write("data: {}\n\n");
    return;
  }
  const path = url.pathname.slice("/api/trpc/".length);
  void nodeHTTPRequestHandler({ req, res, router: appRouter, path, createContext: () => ({}) });
}).listen(Number(process.env.PORT), "127.0.0.1", () => process.stdout.write("ready\n"));
