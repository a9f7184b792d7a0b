import type { ServerResponse } from "node:http";
import type { Actor } from "@/server/platform/context";
import { log } from "@/server/platform/log";
import { createHistogram } from "@/server/platform/metrics";
import type { FanoutMessage } from "../fanout/driver";
import { getFanout } from "../fanout/publish";
import { filterVisible, getChangesSince, type VisibleScope } from "../pull";
import type { Cursor, Patch } from "../schema";
import { formatEventId, formatFrame } from "./rules";

/** A reader with more unsent bytes is disconnected; it reconnects with its cursor. */
const maxBuffered = 256 * 1024;

/** One open response and its subscriptions. */
export type Stream = { res: ServerResponse; actor: Actor; clientId: string | null; subscriptions: Subscription[] };

/** A stream's subscription to a scope. While `isReading`, messages of the fan-out only set `hintedVersion`. */
type Subscription = {
  stream: Stream;
  channel: Channel;
  linked: boolean;
  epoch: string;
  version: number;
  isReading: boolean;
  hintedVersion: number;
};

/** A scope with at least one stream in this process: one fan-out subscription for all of them. */
type Channel = {
  scopeId: string;
  kind: VisibleScope["kind"];
  subscriptions: Set<Subscription>;
  version: number;
  epoch: string;
  unsubscribe: () => void;
};

const delay = createHistogram({
  name: "selvedge_fanout_delay_seconds",
  help: "From a change's commit until it was written to the streams of its scope, by the clocks of both processes",
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
});

const channels = new Map<string, Channel>();

/** The versions of the streams of this process, by scope. */
export const listWatchedScopes = () =>
  [...channels.values()].map(({ scopeId, version, epoch }) => ({ id: scopeId, version, epoch: epoch || null }));

function openChannel({ scopeId, kind }: VisibleScope): Channel {
  const found = channels.get(scopeId);
  if (found) return found;
  const channel: Channel = { scopeId, kind, subscriptions: new Set(), version: 0, epoch: "", unsubscribe: () => {} };
  channel.unsubscribe = getFanout().subscribe(scopeId, (message) => deliver(channel, message));
  channels.set(scopeId, channel);
  return channel;
}

/** Subscribes the stream to a scope and brings it from `cursor` up to date. Registers first, then reads. */
export async function openSubscription(stream: Stream, visible: VisibleScope, cursor: Cursor | null): Promise<void> {
  const channel = openChannel(visible);
  const start = cursor ?? { epoch: "", version: -1 };
  const { linked } = visible;
  const subscription: Subscription = {
    stream,
    channel,
    linked,
    epoch: start.epoch,
    version: start.version,
    isReading: false,
    hintedVersion: 0,
  };
  channel.subscriptions.add(subscription);
  stream.subscriptions.push(subscription);
  await catchUp(subscription);
}

/** Ends a subscription; the last one closes the channel. */
export function closeSubscription(subscription: Subscription): void {
  subscription.channel.subscriptions.delete(subscription);
  subscription.stream.subscriptions = subscription.stream.subscriptions.filter((s) => s !== subscription);
  if (subscription.channel.subscriptions.size > 0) return;
  subscription.channel.unsubscribe();
  channels.delete(subscription.channel.scopeId);
}

/** Writes to a stream; disconnects a reader that does not keep up. */
export function send(stream: Stream, data: string | Buffer): void {
  if (stream.res.destroyed || stream.res.writableEnded) return;
  stream.res.write(data);
  if (stream.res.writableLength > maxBuffered) stream.res.destroy();
}

const listCursors = (stream: Stream): Cursor[] =>
  stream.subscriptions
    .filter((s) => s.version >= 0)
    .map((s) => ({ scope: s.channel.scopeId, epoch: s.epoch, version: s.version }));

/** Reads what the subscription lacks until no newer version was hinted meanwhile. */
async function catchUp(subscription: Subscription): Promise<void> {
  if (subscription.isReading) return;
  const { stream, channel, linked } = subscription;
  subscription.isReading = true;
  try {
    do {
      subscription.hintedVersion = 0;
      const cursor = subscription.version < 0 ? null : { epoch: subscription.epoch, version: subscription.version };
      const step = await getChangesSince(
        { scopeId: channel.scopeId, kind: channel.kind, linked },
        cursor,
        stream.clientId,
      );
      if (!channel.subscriptions.has(subscription)) return;
      if (step) {
        advance(subscription, step.epoch, step.to);
        send(stream, formatFrame(formatEventId(listCursors(stream)), JSON.stringify(step)));
      } else advance(subscription, subscription.epoch, subscription.version);
    } while (subscription.hintedVersion > subscription.version);
  } finally {
    subscription.isReading = false;
  }
}

function advance(subscription: Subscription, epoch: string, version: number): void {
  subscription.epoch = epoch;
  subscription.version = version;
  if (subscription.channel.epoch !== epoch || subscription.channel.version < version) {
    subscription.channel.epoch = epoch;
    subscription.channel.version = version;
  }
}

/** A failed read closes the stream: it reconnects with its cursor. */
function catchUpOrClose(subscription: Subscription): void {
  catchUp(subscription).catch((err) => {
    log().warn({ err }, "a stream could not be brought up to date");
    subscription.stream.res.destroy();
  });
}

/** Delivers a message to every stream of the scope; frames that are the same for many are encoded once and shared. */
function deliver(channel: Channel, { version, at, body: patch }: FanoutMessage): void {
  const encoded = new Map<boolean, Buffer>();
  const text = (linked: boolean) => {
    const json = Buffer.from(patch ?? []).toString();
    return linked ? toLinkedPatch(json) : json;
  };
  const shared = (linked: boolean, id: string) => {
    const frameBytes = encoded.get(linked) ?? Buffer.from(formatFrame(id, text(linked)));
    encoded.set(linked, frameBytes);
    return frameBytes;
  };
  for (const subscription of channel.subscriptions) {
    if (subscription.isReading) subscription.hintedVersion = Math.max(subscription.hintedVersion, version);
    else if (version <= subscription.version) continue;
    else if (!patch || version !== subscription.version + 1) {
      subscription.hintedVersion = version;
      catchUpOrClose(subscription);
    } else {
      advance(subscription, subscription.epoch, version);
      const id = formatEventId(listCursors(subscription.stream));
      // A stream of several scopes has an event id of its own.
      const alone = subscription.stream.subscriptions.length === 1;
      send(subscription.stream, alone ? shared(subscription.linked, id) : formatFrame(id, text(subscription.linked)));
    }
  }
  if (at) delay.observe(Math.max(Date.now() - at, 0) / 1000);
}

function toLinkedPatch(json: string): string {
  const patch = JSON.parse(json) as Patch;
  return JSON.stringify({ ...patch, changes: filterVisible(patch.changes, true) });
}

/** The sweep found another version than that of the streams: a message was lost, or the database was restored. */
export function resync(scopeId: string, epoch: string, version: number): void {
  for (const subscription of channels.get(scopeId)?.subscriptions ?? []) {
    if (subscription.epoch === epoch && subscription.version >= version) continue;
    subscription.hintedVersion = Math.max(subscription.hintedVersion, version);
    catchUpOrClose(subscription);
  }
}
