import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers `GET /api/trpc/sync.stream` with server-sent events in tRPC's wire format. */
export async function handleStream(_req: IncomingMessage, res: ServerResponse): Promise<void> {
  res.writeHead(503).end();
}

/** Starts the sweep that re-checks versions every 5 s. */
export function startSync(): void {}

/** Tells every stream to come back and stops the sweep. */
export function stopSync(): void {}
