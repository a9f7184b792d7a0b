import { expect, test } from "vitest";
import { Connection } from "./connection";
import type { Clock, Network, StreamEvents } from "./ports";

/** A clock that is moved by the test. */
function createManualClock() {
  let now = 0;
  const timers = new Set<{ at: number; work: () => void }>();
  const clock: Clock = {
    now: () => now,
    after(ms, work) {
      const timer = { at: now + ms, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    random: () => 0,
    newId: () => "",
  };
  const move = async (ms: number) => {
    for (const end = now + ms; now < end; now += 100) {
      for (const timer of [...timers].filter((t) => t.at <= now && timers.delete(t))) timer.work();
      await Promise.resolve();
    }
  };
  return { clock, move };
}

/** A tablet's connection that can be cut silently. */
function createHalfOpenStream(silenceMs?: number) {
  const { clock, move } = createManualClock();
  const state = { cut: false, online: true, opened: 0 };
  let on: StreamEvents | undefined;
  const network: Network = {
    push: () => Promise.reject(new Error("not here")),
    pull: () => Promise.reject(new Error("not here")),
    ping: async () => !state.cut,
    ...(silenceMs === undefined ? {} : { silenceMs }),
    open(_, events) {
      on = events;
      state.opened++;
      if (!state.cut) events.open();
      return () => {};
    },
  };
  const connection = new Connection({
    clock,
    network,
    getCursors: () => ({ clientId: "", scopes: [] }),
    onOpen() {},
    onMessage() {},
    onCurrent() {},
    onRefused() {},
    onOnline: (reached) => {
      state.online = reached;
    },
  });
  connection.start();
  const pings = async (seconds: number) => {
    for (let s = 0; s < seconds; s++) {
      if (!state.cut) on?.alive();
      await move(1_000);
    }
  };
  return { state, pings };
}

test("a tablet detects a dead connection within five seconds and reconnects", async () => {
  const { state, pings } = createHalfOpenStream(3_000);
  await pings(20);
  expect(state).toMatchObject({ online: true, opened: 1 });
  state.cut = true;
  await pings(5);
  expect(state.online).toBe(false);
  state.cut = false;
  await pings(40);
  expect(state.online).toBe(true);
});

test("mutant: with a phone's time-out the tablet shows stale rows for longer", async () => {
  const { state, pings } = createHalfOpenStream();
  await pings(20);
  state.cut = true;
  await pings(5);
  expect(state.online).toBe(true);
});
