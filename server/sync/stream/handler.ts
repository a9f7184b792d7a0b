import type { IncomingMessage, ServerResponse } from "node:http";
import { bus } from "@/server/platform/bus";
import type { Actor, ShopperActor, Surface } from "@/server/platform/context";
import { log } from "@/server/platform/log";
import { createCounter, createGauge } from "@/server/platform/metrics";
import { listVisibleScopes, toScopeRemoved, type VisibleScope } from "../pull";
import { streamSchema } from "../schema";
import { closeSubscription, listWatchedScopes, openSubscription, resync, type Stream, send } from "./channels";
import { type ChangedState, findChanged } from "./queries";
import { connectedFrame, currentFrame, formatMessage, parseCursors, pingFrame } from "./rules";

const sweepMs = 5_000;
const pingSeconds = 20;

const streams = new Map<ServerResponse, Stream>();
const pingBytes = Buffer.from(pingFrame);

/** Number of open streams in this process. */
export const countOpenStreams = (): number => streams.size;

createGauge({
  name: "selvedge_streams_open",
  help: "Open live streams",
  collect() {
    this.set(countOpenStreams());
  },
});

const missed = createCounter({
  name: "selvedge_stream_missed_total",
  help: "Changed scopes that the sweep found, because no hint of the change had come",
});

function parseInput(req: IncomingMessage) {
  const raw = new URL(req.url ?? "/", "http://localhost").searchParams.get("input");
  try {
    return streamSchema.safeParse(JSON.parse(raw ?? "{}")).data ?? null;
  } catch {
    return null;
  }
}

type Refusal = { status: number; appCode: string; headers?: Record<string, string> };

const refuse = (res: ServerResponse, { status, appCode, headers = {} }: Refusal) =>
  res
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers })
    .end(JSON.stringify({ error: { message: appCode, data: { appCode } } }));

export type StreamGuards = {
  /** The actor of the cookies of one surface. */
  actorOf: (cookieHeader: string | undefined, surface: Surface) => Promise<Actor>;
  /** Whether another site opens it. */
  foreign: (req: IncomingMessage) => boolean;
  /** Seconds for which the caller has opened too many; 0 for none. */
  wait: (req: IncomingMessage, actor: Actor) => number | Promise<number>;
  /** What the caller may see, whatever the browser requests. */
  visibleScopes: (actor: Actor, requested: string[]) => Promise<VisibleScope[]>;
};

/**
 * Serves `GET /api/trpc/sync.stream` with server-sent events in tRPC's wire format: for each visible scope the step
 * from the cursor to the current version, then every change. 401 without a shopper's device or a running shift.
 */
export async function handleStream(
  req: IncomingMessage,
  res: ServerResponse,
  { actorOf, foreign, wait, visibleScopes }: StreamGuards,
): Promise<void> {
  if (foreign(req)) return void refuse(res, { status: 403, appCode: "NOT_FOUND" });
  const input = parseInput(req);
  if (req.method !== "GET" || !input) return void refuse(res, { status: 400, appCode: "BAD_INPUT" });
  const actor = await actorOf(req.headers.cookie, input.surface);
  const retryAfter = await wait(req, actor);
  if (retryAfter > 0) {
    const headers = { "retry-after": String(retryAfter) };
    return void refuse(res, { status: 429, appCode: "RATE_LIMITED", headers });
  }
  const header = req.headers["last-event-id"];
  const cursors = parseCursors(typeof header === "string" && header ? header : input.lastEventId);
  const visible = await visibleScopes(
    actor,
    cursors.map((c) => c.scope),
  );
  // The reader left during the query: its close event has passed.
  if (req.socket.destroyed) return;
  if (visible.length === 0) return void refuse(res, { status: 401, appCode: "UNAUTHENTICATED" });
  const stream: Stream = { res, actor, clientId: input.clientId ?? null, subscriptions: [] };
  res.on("close", removeStream);
  streams.set(res, stream);
  // The request lives as long as its response: the headers would keep two kilobytes per stream.
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
    // The reader left, or the server is stopping.
    if (!res.destroyed && !res.writableEnded) throw e;
  }
}

function removeStream(this: ServerResponse): void {
  const stream = streams.get(this);
  streams.delete(this);
  for (const subscription of stream?.subscriptions ?? []) closeSubscription(subscription);
}

/** Sends that the session ended and ends the stream. */
function closeSignedOut(stream: Stream): void {
  send(stream, formatMessage({ kind: "signed_out" }));
  stream.res.end();
  removeStream.call(stream.res);
}

/** Subscribes the stream to what `actor` may see now. */
async function resubscribe(stream: Stream, actor: Actor): Promise<void> {
  stream.actor = actor;
  const visible = await listVisibleScopes(actor);
  for (const subscription of stream.subscriptions) {
    if (visible.some((v) => v.scopeId === subscription.channel.scopeId && v.linked === subscription.linked)) continue;
    closeSubscription(subscription);
    const isVisible = visible.some((v) => v.scopeId === subscription.channel.scopeId);
    if (!isVisible) send(stream, formatMessage(toScopeRemoved(actor, subscription.channel.scopeId)));
  }
  for (const v of visible) {
    const isSubscribed = stream.subscriptions.some((s) => s.channel.scopeId === v.scopeId);
    if (!isSubscribed && !stream.res.destroyed) await openSubscription(stream, v, null);
  }
}

const isShopper = (actor: Actor): actor is ShopperActor =>
  actor.kind === "guest" || actor.kind === "linked" || actor.kind === "customer";

/** The actor after a change of the device: it keeps full visibility only where its own sign-in opened the stream. */
function getEffectiveActor(actor: ShopperActor, found: ChangedState["devices"][number]): ShopperActor {
  const { shopperId, guestId, linked } = found;
  const kind = actor.kind === "customer" && !linked ? "customer" : "linked";
  return { ...actor, kind, shopperId, guestId };
}

/** Checks whether checked streams still show the right scopes and versions, and corrects them. One statement. */
async function checkStreams(checked: Stream[], scopes: ReturnType<typeof listWatchedScopes>): Promise<void> {
  const shoppers = checked.map((s) => s.actor).filter(isShopper);
  const found = await findChanged({
    scopes,
    devices: shoppers.map(({ deviceId, shopperId, kind }) => ({
      id: deviceId,
      shopperId,
      linked: kind === "linked",
    })),
    sessions: checked.flatMap(({ actor }) =>
      actor.kind === "staff" && actor.storeDeviceId ? [{ id: actor.sessionId, deviceId: actor.storeDeviceId }] : [],
    ),
  });
  missed.inc(found.scopes.length);
  for (const { id, epoch, version } of found.scopes) resync(id, epoch, version);
  const devices = new Map(found.devices.map((d) => [d.id, d]));
  for (const stream of checked) {
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
  const granted = found.grants.filter((g) => g.deviceId === actor.storeDeviceId).map((g) => g.shopperId);
  const shown = stream.subscriptions.map((s) => s.channel.scopeId).filter((id) => id !== actor.storeId);
  if (granted.length !== shown.length || granted.some((id) => !shown.includes(id))) await resubscribe(stream, actor);
}

const isConcernedBy = ({ actor, subscriptions }: Stream, ownerId: string): boolean =>
  (isShopper(actor) && (actor.deviceId === ownerId || actor.shopperId === ownerId)) ||
  (actor.kind === "staff" && [actor.storeDeviceId, actor.sessionId, actor.storeId, actor.staffId].includes(ownerId)) ||
  subscriptions.some((s) => s.channel.scopeId === ownerId);

/** An owner's access changed: the streams concerned are checked immediately. */
async function recheck(ownerId: string): Promise<void> {
  const concerned = [...streams.values()].filter((s) => isConcernedBy(s, ownerId));
  if (concerned.length > 0) await checkStreams(concerned, []);
}

/** Checks every scope and session behind the streams, which finds changes hidden by a lost message. */
export async function sweepStreams(): Promise<void> {
  if (streams.size > 0) await checkStreams([...streams.values()], listWatchedScopes());
}

let timers: NodeJS.Timeout[] = [];
const logFailure = (err: unknown) => log().warn({ err }, "sync could not check its streams");
const onAccess = (ownerId: string) => void recheck(ownerId).catch(logFailure);

/** Runs `work` every `ms`, never concurrently, without keeping the process alive. */
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

/** Starts the shared timers: the sweep (5 s), pings (each stream every 20 s, spread over them; a tablet every second). */
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
  timers = [runEvery(sweepMs, sweepStreams), runEvery(1_000, pingSome)];
}

/** Ends the streams, which reconnect with their cursors, and the timers. */
export function stopSync(): void {
  for (const timer of timers) clearInterval(timer);
  timers = [];
  bus.off("access", onAccess);
  for (const res of [...streams.keys()]) res.end();
}
