import type { ServerResponse } from "node:http";
import type { Actor } from "@/server/platform/context";
import { log } from "@/server/platform/log";
import { shown, stepSince, type Visible } from "../pull";
import { type FanoutMessage, fanout } from "../fanout";
import type { Cursor, Patch } from "../schema";
import { eventId, frame } from "./rules";

/** A reader this far behind is cut off; it comes back with its cursor. */
const maxBuffered = 256 * 1024;

/** One open response and the places it has at the scopes it shows. */
export type Stream = { res: ServerResponse; actor: Actor; clientId: string | null; seats: Seat[] };

/** A stream's place at a scope. While it `reads` from the database, what the fan-out says only sets `hinted`. */
type Seat = {
  stream: Stream;
  desk: Desk;
  linked: boolean;
  epoch: string;
  version: number;
  reads: boolean;
  hinted: number;
};

/** A scope with at least one stream in this process: one subscription for all of them. */
type Desk = {
  scopeId: string;
  kind: Visible["kind"];
  seats: Set<Seat>;
  version: number;
  epoch: string;
  leave: () => void;
};

const desks = new Map<string, Desk>();

/** The versions on which the streams of this process stand, by scope. */
export const watchedScopes = () =>
  [...desks.values()].map(({ scopeId, version, epoch }) => ({ id: scopeId, version, epoch: epoch || null }));

function deskOf({ scopeId, kind }: Visible): Desk {
  const found = desks.get(scopeId);
  if (found) return found;
  const desk: Desk = { scopeId, kind, seats: new Set(), version: 0, epoch: "", leave: () => {} };
  desk.leave = fanout().subscribe(scopeId, (message) => hear(desk, message));
  desks.set(scopeId, desk);
  return desk;
}

/** Gives the stream a place at a scope and brings it from `cursor` to the present. Registers first, then reads. */
export async function takeSeat(stream: Stream, visible: Visible, cursor: Cursor | null): Promise<void> {
  const desk = deskOf(visible);
  const at = cursor ?? { epoch: "", version: -1 };
  const { linked } = visible;
  const seat: Seat = { stream, desk, linked, epoch: at.epoch, version: at.version, reads: false, hinted: 0 };
  desk.seats.add(seat);
  stream.seats.push(seat);
  await catchUp(seat);
}

/** Gives up a place; the last one out ends the subscription. */
export function leaveSeat(seat: Seat): void {
  seat.desk.seats.delete(seat);
  seat.stream.seats = seat.stream.seats.filter((s) => s !== seat);
  if (seat.desk.seats.size > 0) return;
  seat.desk.leave();
  desks.delete(seat.desk.scopeId);
}

/** Writes to a stream; cuts off a reader who does not keep up. */
export function send(stream: Stream, data: string | Buffer): void {
  if (stream.res.destroyed || stream.res.writableEnded) return;
  stream.res.write(data);
  if (stream.res.writableLength > maxBuffered) stream.res.destroy();
}

const cursorOf = (stream: Stream): Cursor[] =>
  stream.seats
    .filter((s) => s.version >= 0)
    .map((s) => ({ scope: s.desk.scopeId, epoch: s.epoch, version: s.version }));

/** Reads what the seat lacks until nothing newer was hinted meanwhile. */
async function catchUp(seat: Seat): Promise<void> {
  if (seat.reads) return;
  const { stream, desk, linked } = seat;
  seat.reads = true;
  try {
    do {
      seat.hinted = 0;
      const cursor = seat.version < 0 ? null : { epoch: seat.epoch, version: seat.version };
      const step = await stepSince({ scopeId: desk.scopeId, kind: desk.kind, linked }, cursor, stream.clientId);
      if (!desk.seats.has(seat)) return;
      if (step) {
        arrive(seat, step.epoch, step.to);
        send(stream, frame(eventId(cursorOf(stream)), JSON.stringify(step)));
      } else arrive(seat, seat.epoch, seat.version);
    } while (seat.hinted > seat.version);
  } finally {
    seat.reads = false;
  }
}

function arrive(seat: Seat, epoch: string, version: number): void {
  seat.epoch = epoch;
  seat.version = version;
  if (seat.desk.epoch !== epoch || seat.desk.version < version) {
    seat.desk.epoch = epoch;
    seat.desk.version = version;
  }
}

/** A failed read closes the stream: it comes back by its cursor. */
function catchUpOrClose(seat: Seat): void {
  catchUp(seat).catch((err) => {
    log().warn({ err }, "a stream could not be brought up to date");
    seat.stream.res.destroy();
  });
}

/** Hands a message to every stream of the scope; what is the same for many is encoded once and shared. */
function hear(desk: Desk, { version, patch }: FanoutMessage): void {
  const encoded = new Map<boolean, Buffer>();
  const text = (linked: boolean) => {
    const json = Buffer.from(patch ?? []).toString();
    return linked ? narrowed(json) : json;
  };
  const shared = (linked: boolean, id: string) => {
    const frameBytes = encoded.get(linked) ?? Buffer.from(frame(id, text(linked)));
    encoded.set(linked, frameBytes);
    return frameBytes;
  };
  for (const seat of desk.seats) {
    if (seat.reads) seat.hinted = Math.max(seat.hinted, version);
    else if (version <= seat.version) continue;
    else if (!patch || version !== seat.version + 1) {
      seat.hinted = version;
      catchUpOrClose(seat);
    } else {
      arrive(seat, seat.epoch, version);
      const id = eventId(cursorOf(seat.stream));
      // A stream of several scopes has an id of its own.
      const alone = seat.stream.seats.length === 1;
      send(seat.stream, alone ? shared(seat.linked, id) : frame(id, text(seat.linked)));
    }
  }
}

function narrowed(json: string): string {
  const patch = JSON.parse(json) as Patch;
  return JSON.stringify({ ...patch, changes: shown(patch.changes, true) });
}

/** The sweep found the scope elsewhere than its streams: a message was lost, or the database was restored. */
export function correct(scopeId: string, epoch: string, version: number): void {
  for (const seat of desks.get(scopeId)?.seats ?? []) {
    if (seat.epoch === epoch && seat.version >= version) continue;
    seat.hinted = Math.max(seat.hinted, version);
    catchUpOrClose(seat);
  }
}
