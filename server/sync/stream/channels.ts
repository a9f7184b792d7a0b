import type { ServerResponse } from "node:http";
import type { Actor } from "@/server/platform/context";
import { log } from "@/server/platform/log";
import { type FanoutMessage, getFanout } from "../fanout";
import { filterVisible, getChangesSince, type VisibleScope } from "../pull";
import type { Cursor, Patch } from "../schema";
import { formatEventId, formatFrame } from "./rules";

/** A reader this far behind is cut off; it comes back with its cursor. */
const maxBuffered = 256 * 1024;

/** One open response and the places it has at the scopes it shows. */
export type Stream = { res: ServerResponse; actor: Actor; clientId: string | null; subscriptions: Subscription[] };

/** A stream's place at a scope. While it `reads` from the database, what the fan-out says only sets `hinted`. */
type Subscription = {
  stream: Stream;
  channel: Channel;
  linked: boolean;
  epoch: string;
  version: number;
  isReading: boolean;
  hintedVersion: number;
};

/** A scope with at least one stream in this process: one subscription for all of them. */
type Channel = {
  scopeId: string;
  kind: VisibleScope["kind"];
  subscriptions: Set<Subscription>;
  version: number;
  epoch: string;
  unsubscribe: () => void;
};

const channels = new Map<string, Channel>();

/** The versions on which the streams of this process stand, by scope. */
export const listWatchedScopes = () =>
  [...channels.values()].map(({ scopeId, version, epoch }) => ({ id: scopeId, version, epoch: epoch || null }));

function openChannel({ scopeId, kind }: VisibleScope): Channel {
  const found = channels.get(scopeId);
  if (found) return found;
  const desk: Channel = { scopeId, kind, subscriptions: new Set(), version: 0, epoch: "", unsubscribe: () => {} };
  desk.unsubscribe = getFanout().subscribe(scopeId, (message) => deliver(desk, message));
  channels.set(scopeId, desk);
  return desk;
}

/** Gives the stream a place at a scope and brings it from `cursor` to the present. Registers first, then reads. */
export async function openSubscription(stream: Stream, visible: VisibleScope, cursor: Cursor | null): Promise<void> {
  const desk = openChannel(visible);
  const at = cursor ?? { epoch: "", version: -1 };
  const { linked } = visible;
  const seat: Subscription = {
    stream,
    channel: desk,
    linked,
    epoch: at.epoch,
    version: at.version,
    isReading: false,
    hintedVersion: 0,
  };
  desk.subscriptions.add(seat);
  stream.subscriptions.push(seat);
  await catchUp(seat);
}

/** Gives up a place; the last one out ends the subscription. */
export function closeSubscription(seat: Subscription): void {
  seat.channel.subscriptions.delete(seat);
  seat.stream.subscriptions = seat.stream.subscriptions.filter((s) => s !== seat);
  if (seat.channel.subscriptions.size > 0) return;
  seat.channel.unsubscribe();
  channels.delete(seat.channel.scopeId);
}

/** Writes to a stream; cuts off a reader who does not keep up. */
export function send(stream: Stream, data: string | Buffer): void {
  if (stream.res.destroyed || stream.res.writableEnded) return;
  stream.res.write(data);
  if (stream.res.writableLength > maxBuffered) stream.res.destroy();
}

const listCursors = (stream: Stream): Cursor[] =>
  stream.subscriptions
    .filter((s) => s.version >= 0)
    .map((s) => ({ scope: s.channel.scopeId, epoch: s.epoch, version: s.version }));

/** Reads what the seat lacks until nothing newer was hinted meanwhile. */
async function catchUp(seat: Subscription): Promise<void> {
  if (seat.isReading) return;
  const { stream, channel: desk, linked } = seat;
  seat.isReading = true;
  try {
    do {
      seat.hintedVersion = 0;
      const cursor = seat.version < 0 ? null : { epoch: seat.epoch, version: seat.version };
      const step = await getChangesSince({ scopeId: desk.scopeId, kind: desk.kind, linked }, cursor, stream.clientId);
      if (!desk.subscriptions.has(seat)) return;
      if (step) {
        advance(seat, step.epoch, step.to);
        send(stream, formatFrame(formatEventId(listCursors(stream)), JSON.stringify(step)));
      } else advance(seat, seat.epoch, seat.version);
    } while (seat.hintedVersion > seat.version);
  } finally {
    seat.isReading = false;
  }
}

function advance(seat: Subscription, epoch: string, version: number): void {
  seat.epoch = epoch;
  seat.version = version;
  if (seat.channel.epoch !== epoch || seat.channel.version < version) {
    seat.channel.epoch = epoch;
    seat.channel.version = version;
  }
}

/** A failed read closes the stream: it comes back by its cursor. */
function catchUpOrClose(seat: Subscription): void {
  catchUp(seat).catch((err) => {
    log().warn({ err }, "a stream could not be brought up to date");
    seat.stream.res.destroy();
  });
}

/** Hands a message to every stream of the scope; what is the same for many is encoded once and shared. */
function deliver(desk: Channel, { version, patch }: FanoutMessage): void {
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
  for (const seat of desk.subscriptions) {
    if (seat.isReading) seat.hintedVersion = Math.max(seat.hintedVersion, version);
    else if (version <= seat.version) continue;
    else if (!patch || version !== seat.version + 1) {
      seat.hintedVersion = version;
      catchUpOrClose(seat);
    } else {
      advance(seat, seat.epoch, version);
      const id = formatEventId(listCursors(seat.stream));
      // A stream of several scopes has an id of its own.
      const alone = seat.stream.subscriptions.length === 1;
      send(seat.stream, alone ? shared(seat.linked, id) : formatFrame(id, text(seat.linked)));
    }
  }
}

function toLinkedPatch(json: string): string {
  const patch = JSON.parse(json) as Patch;
  return JSON.stringify({ ...patch, changes: filterVisible(patch.changes, true) });
}

/** The sweep found the scope elsewhere than its streams: a message was lost, or the database was restored. */
export function resync(scopeId: string, epoch: string, version: number): void {
  for (const seat of channels.get(scopeId)?.subscriptions ?? []) {
    if (seat.epoch === epoch && seat.version >= version) continue;
    seat.hintedVersion = Math.max(seat.hintedVersion, version);
    catchUpOrClose(seat);
  }
}
