import { type Cursor, cursorSchema, type StreamMessage } from "../schema";

export const connectedFrame = `retry: 300\nevent: connected\ndata: ${JSON.stringify({ reconnectAfterInactivityMs: 45_000 })}\n\n`;
/** The stream has sent everything its scopes lacked: the reader is up to date. */
export const currentFrame = "event: current\ndata:\n\n";
export const pingFrame = "event: ping\ndata:\n\n";

/** The cursors of an event id (`scope:epoch:version`, joined by commas); invalid parts are left out. */
export function parseCursors(id: string | undefined): Cursor[] {
  return (id ?? "").split(",").flatMap((part) => {
    const [scope, epoch, version] = part.split(":");
    const parsed = cursorSchema.safeParse({ scope, epoch, version: Number(version) });
    return parsed.success ? [parsed.data] : [];
  });
}

/** The event id of a stream at `cursors`. */
export const formatEventId = (cursors: Cursor[]): string =>
  cursors.map((c) => `${c.scope}:${c.epoch}:${c.version}`).join(",");

/** An event in tRPC's wire format; `id` null leaves the browser's last id unchanged. */
export function formatFrame(id: string | null, json: string): string {
  return `${id === null ? "" : `id: ${id}\n`}data: ${json}\n\n`;
}

/** A message that moves no cursor. */
export const formatMessage = (message: StreamMessage): string => formatFrame(null, JSON.stringify(message));
