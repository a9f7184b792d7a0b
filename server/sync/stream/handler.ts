import type { IncomingMessage, ServerResponse } from "node:http";
import { bus } from "@/server/platform/bus";
import type { Actor, ShopperActor, Surface } from "@/server/platform/context";
import { log } from "@/server/platform/log";
import { listVisibleScopes, toScopeRemoved, type VisibleScope } from "../pull";
import { sweepRetention } from "../retention";
import { streamSchema } from "../schema";
import { closeSubscription, listWatchedScopes, openSubscription, resync, type Stream, send } from "./channels";
import { type ChangedState, findChanged } from "./queries";
import { connectedFrame, currentFrame, formatMessage, parseCursors, pingFrame } from "./rules";

const sweepMs = 5_000;
const pingSeconds = 20;
const retentionMs = 600_000;

const streams = new Map<ServerResponse, Stream>();
const pingBytes = Buffer.from(pingFrame);

/** How many streams are open in this process. */
export const countOpenStreams = (): number => streams.size;

function parseInput(req: IncomingMessage) {
  const raw = new URL(req.url ?? "/", "http://localhost").searchParams.get("input");
  try {
    return streamSchema.safeParse(JSON.parse(raw ?? "{}")).data ?? null;
  } catch {
    return null;
  }
}

const refuse = (res: ServerResponse, status: number, appCode: string, headers: Record<string, string> = {}) =>
  res
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers })
    .end(JSON.stringify({ error: { message: appCode, data: { appCode } } }));

export type StreamGuards = {
  /** Who asks, by the cookies of one surface. */
  actorOf: (cookieHeader: string | undefined, surface: Surface) => Promise<Actor>;
  /** Whether another site opens it. */
  foreign: (req: IncomingMessage) => boolean;
  /** Seconds for which the caller has opened too many; 0 for none. */
  wait: (req: IncomingMessage, actor: Actor) => number;
  /** What the caller may see; what the browser asks for counts for nothing. */
  visibleScopes: (actor: Actor, asked: string[]) => Promise<VisibleScope[]>;
};

/**
 * Answers `GET /api/trpc/sync.stream` with server-sent events in tRPC's wire format: for each scope that the caller may
 * see, its step from the cursor to the present, then every change. 401 without a shopper's device or a running shift.
 */
export async function handleStream(
  req: IncomingMessage,
  res: ServerResponse,
  { actorOf, foreign, wait, visibleScopes: scopesOf }: StreamGuards,
): Promise<void> {
  if (foreign(req)) return void refuse(res, 403, "NOT_FOUND");
  const input = parseInput(req);
  if (req.method !== "GET" || !input) return void refuse(res, 400, "BAD_INPUT");
  const actor = await actorOf(req.headers.cookie, input.surface);
  const retryAfter = wait(req, actor);
  if (retryAfter > 0) return void refuse(res, 429, "TOO_MANY", { "retry-after": String(retryAfter) });
  const header = req.headers["last-event-id"];
  const cursors = parseCursors(typeof header === "string" && header ? header : input.lastEventId);
  const visible = await scopesOf(
    actor,
    cursors.map((c) => c.scope),
  );
  // Gone while we asked: its close event has passed.
  if (req.socket.destroyed) return;
  if (visible.length === 0) return void refuse(res, 401, "SIGN_IN_NEEDED");
  const stream: Stream = { res, actor, clientId: input.clientId ?? null, subscriptions: [] };
  res.on("close", removeStream);
  streams.set(res, stream);
  // The request lives as long as its answer: a browser's headers are two kilobytes that nobody reads again.
  req.rawHeaders = [];
  req.headers = {};
  req.socket.setNoDelay(true);
  res.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  });
  send(stream, connectedFrame);
  for (const { scope } of cursors) {
    if (!visible.some((v) => v.scopeId === scope)) send(stream, formatMessage(toScopeRemoved(actor, scope)));
  }
  try {
    for (const v of visible) await openSubscription(stream, v, cursors.find((c) => c.scope === v.scopeId) ?? null);
    send(stream, currentFrame);
  } catch (e) {
    // Nobody waits for it any more: the reader left, or the server stops.
    if (!res.destroyed && !res.writableEnded) throw e;
  }
}

function removeStream(this: ServerResponse): void {
  const stream = streams.get(this);
  streams.delete(this);
  for (const seat of stream?.subscriptions ?? []) closeSubscription(seat);
}

/** Says that the session ended and ends the stream. */
function closeSignedOut(stream: Stream): void {
  send(stream, formatMessage({ kind: "signed_out" }));
  stream.res.end();
  removeStream.call(stream.res);
}

/** Makes the stream show what `actor` may see now. */
async function resubscribe(stream: Stream, actor: Actor): Promise<void> {
  stream.actor = actor;
  const visible = await listVisibleScopes(actor);
  for (const seat of stream.subscriptions) {
    if (visible.some((v) => v.scopeId === seat.channel.scopeId && v.linked === seat.linked)) continue;
    closeSubscription(seat);
    const again = visible.some((v) => v.scopeId === seat.channel.scopeId);
    if (!again) send(stream, formatMessage(toScopeRemoved(actor, seat.channel.scopeId)));
  }
  for (const v of visible) {
    const seated = stream.subscriptions.some((s) => s.channel.scopeId === v.scopeId);
    if (!seated && !stream.res.destroyed) await openSubscription(stream, v, null);
  }
}

const isShopper = (actor: Actor): actor is ShopperActor =>
  actor.kind === "guest" || actor.kind === "linked" || actor.kind === "customer";

/** What the stream's device became: it keeps full sight only where its own sign-in opened the stream. */
function getEffectiveActor(actor: ShopperActor, found: ChangedState["devices"][number]): ShopperActor {
  const { shopperId, guestId, linked } = found;
  const kind = actor.kind === "customer" && !linked ? "customer" : "linked";
  return { ...actor, kind, shopperId, guestId };
}

/** Looks whether what these streams show is still right, and puts right what is not. One statement. */
async function checkStreams(these: Stream[], scopes: ReturnType<typeof listWatchedScopes>): Promise<void> {
  const shoppers = these.map((s) => s.actor).filter(isShopper);
  const found = await findChanged({
    scopes,
    devices: shoppers.map(({ deviceId, shopperId, kind }) => ({
      id: deviceId,
      shopperId,
      linked: kind === "linked",
    })),
    sessions: these.flatMap(({ actor }) =>
      actor.kind === "staff" && actor.storeDeviceId ? [{ id: actor.sessionId, deviceId: actor.storeDeviceId }] : [],
    ),
  });
  for (const { id, epoch, version } of found.scopes) resync(id, epoch, version);
  const devices = new Map(found.devices.map((d) => [d.id, d]));
  for (const stream of these) {
    const { actor } = stream;
    if (isShopper(actor)) {
      const device = devices.get(actor.deviceId);
      if (device?.revoked) closeSignedOut(stream);
      else if (device) await resubscribe(stream, getEffectiveActor(actor, device));
    } else if (actor.kind === "staff") await checkShift(stream, actor, found);
  }
}

async function checkShift(stream: Stream, actor: Actor & { kind: "staff" }, found: ChangedState): Promise<void> {
  if (!found.sessions.includes(actor.sessionId)) return closeSignedOut(stream);
  const may = found.grants.filter((g) => g.deviceId === actor.storeDeviceId).map((g) => g.shopperId);
  const shows = stream.subscriptions.map((s) => s.channel.scopeId).filter((id) => id !== actor.storeId);
  if (may.length !== shows.length || may.some((id) => !shows.includes(id))) await resubscribe(stream, actor);
}

const isConcernedBy = ({ actor, subscriptions: seats }: Stream, ownerId: string): boolean =>
  (isShopper(actor) && (actor.deviceId === ownerId || actor.shopperId === ownerId)) ||
  (actor.kind === "staff" && [actor.storeDeviceId, actor.sessionId, actor.storeId, actor.staffId].includes(ownerId)) ||
  seats.some((s) => s.channel.scopeId === ownerId);

/** Someone's access changed: their streams look again at once. */
async function recheck(ownerId: string): Promise<void> {
  const these = [...streams.values()].filter((s) => isConcernedBy(s, ownerId));
  if (these.length > 0) await checkStreams(these, []);
}

/** Looks at every scope and every session behind the streams: what a lost message hid is found here. */
export async function sweepStreams(): Promise<void> {
  if (streams.size > 0) await checkStreams([...streams.values()], listWatchedScopes());
}

let timers: NodeJS.Timeout[] = [];
const logFailure = (err: unknown) => log().warn({ err }, "sync could not look after its streams");
const onAccess = (ownerId: string) => void recheck(ownerId).catch(logFailure);

/** Runs `work` every `ms`, never twice at once, and does not keep the process alive. */
function runEvery(ms: number, work: () => Promise<unknown>): NodeJS.Timeout {
  let running = false;
  return setInterval(() => {
    if (running) return;
    running = true;
    work()
      .catch(logFailure)
      .finally(() => {
        running = false;
      });
  }, ms).unref();
}

/** Starts the shared timers: the sweep (5 s), pings (each stream every 20 s, spread over them; a tablet every second), deleting what is old. */
export function startSync(): void {
  if (timers.length > 0) return;
  bus.on("access", onAccess);
  let second = 0;
  const pingSome = async () => {
    second = (second + 1) % pingSeconds;
    let i = 0;
    for (const stream of streams.values())
      if (stream.actor.kind === "staff" || i++ % pingSeconds === second) send(stream, pingBytes);
  };
  timers = [runEvery(sweepMs, sweepStreams), runEvery(1_000, pingSome), runEvery(retentionMs, sweepRetention)];
}

/** Ends the streams, which come back by their cursors, and the timers. */
export function stopSync(): void {
  for (const timer of timers) clearInterval(timer);
  timers = [];
  bus.off("access", onAccess);
  for (const res of [...streams.keys()]) res.end();
}
