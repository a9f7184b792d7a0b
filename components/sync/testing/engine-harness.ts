import type { CartLineRow } from "@/server/cart/schema";
import type { Patch, StreamMessage } from "@/server/sync/schema";
import { Engine } from "../engine/engine";
import type { EngineDeps } from "../engine/engine-state";
import type { OpDraft } from "../engine/local-store";
import { type Leadership, type Network, NetworkFailure, type PushInput } from "../engine/ports";
import { createMemoryStorage } from "../engine/storage";
import { Timeline } from "./simulation-world";

export const testClientId = "c0000000-0000-4000-8000-000000000001";
export const guest = "90000000-0000-4000-8000-000000000001";
export const account = "a0000000-0000-4000-8000-000000000001";
export const variantId = "b0000000-0000-4000-8000-000000000001";
const epoch = "e0000000-0000-4000-8000-000000000001";
export const lineKey = `${variantId}:deliver`;
export const buildAddOp = (scope = guest): OpDraft => ({
  name: "cart.add",
  args: { variantId, fulfilment: { kind: "deliver" }, quantity: 1 },
  scope,
});
const buildLineRow = (quantity: number, version: number): CartLineRow => ({
  lineKey,
  variantId,
  fulfilment: { kind: "deliver" },
  quantity,
  priceSeenMinor: 100,
  currency: "AZN",
  version,
  clientId: null,
  by: {},
  bornVersion: 1,
  bornClientId: null,
});
export const buildSnapshot = (scope: string, to: number, quantity: number, lastMid = 0): Patch => ({
  kind: "snap",
  scope,
  epoch,
  from: 0,
  to,
  lastMid,
  changes: [
    { entity: "cart_line", entityId: lineKey, row: buildLineRow(quantity, to), by: {}, clientId: null, mid: null },
  ],
});

/** An engine whose server answers with `push`; returns what was sent and a way to advance time. */
export function createEngineHarness(push: (input: PushInput) => Awaited<ReturnType<Network["push"]>>) {
  const time = new Timeline();
  const sent: PushInput[] = [];
  const said: string[] = [];
  let stream: (message: StreamMessage) => void = () => {};
  let current = () => {};
  const storage = createMemoryStorage(testClientId);
  let ids = 2;
  const leadership: Leadership = { start: (on) => on.lead(), post: () => {}, stop: () => {} };
  const deps: EngineDeps = {
    storage,
    leadership,
    clock: {
      now: () => time.now,
      after: (ms, work) => time.after(ms, work),
      random: () => 0.5,
      newId: () => `c0000000-0000-4000-8000-00000000000${ids++}`,
    },
    network: {
      async push(input) {
        sent.push(input);
        return push(input);
      },
      pull: async () => [],
      ping: async () => true,
      open: (_input, on) => {
        stream = on.message;
        on.open();
        current = on.current;
        return () => {};
      },
    },
    facts: { variant: () => undefined, product: () => undefined, store: () => undefined },
    hasOwner: true,
    onRemoteChange: (_remote, notices) => said.push(...notices.map((n) => `${n.kind} ${n.reason}`)),
    onScopeMerged: (from, into) => said.push(`merged ${from === guest} ${into === account}`),
    onSignedOut: () => said.push("signed out"),
    onOpsLost: () => said.push("lost"),
  };
  const engine = new Engine(deps);
  return {
    engine,
    time,
    sent,
    said,
    storage,
    stream: (message: StreamMessage) => stream(message),
    current: () => current(),
  };
}

export const acceptAll = ({ ops }: PushInput) => ({
  lastMid: ops.at(-1)?.mid ?? 0,
  results: ops.map(({ mid }) => ({ mid, outcome: "applied" as const, version: 1 })),
  patches: [],
});
export const failWith = (kind: ConstructorParameters<typeof NetworkFailure>[0]) => (): never => {
  throw new NetworkFailure(kind);
};
export const quantity = (engine: Engine, scope = guest) =>
  engine.getState().views.get(scope)?.state.lines.get(lineKey)?.quantity ?? 0;
