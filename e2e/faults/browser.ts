import { randomUUID } from "node:crypto";
import { type ClientRequest, get } from "node:http";
import { browserClock } from "@/components/sync/engine/clock";
import { Engine } from "@/components/sync/engine/engine";
import { createBrowserNetwork } from "@/components/sync/engine/network";
import { createMemoryStorage } from "@/components/sync/engine/storage";
import type { FaultShopper } from "./shoppers";

type Listener = (event: { data: string }) => void;

/** What a browser's EventSource does, as far as the engine uses it. */
function defineEventSource(url: () => string, cookie: string) {
  return class {
    private readonly listeners = new Map<string, Listener[]>();
    private readonly request: ClientRequest;
    constructor(path: string) {
      const headers = { cookie, "sec-fetch-site": "same-origin" };
      const fail = () => this.tell("error", "");
      this.request = get(`${url()}${path}`, { headers }, (res) => {
        if (res.statusCode !== 200) {
          res.resume();
          return fail();
        }
        let text = "";
        res.setEncoding("utf8");
        res.on("data", (chunk: string) => {
          const events = (text + chunk).split("\n\n");
          text = events.pop() ?? "";
          for (const event of events) this.read(event);
        });
        res.on("error", () => {});
        res.on("close", fail);
      });
      this.request.on("error", fail);
    }
    addEventListener(name: string, listener: Listener): void {
      this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
    }
    close(): void {
      this.listeners.clear();
      this.request.destroy();
    }
    private read(event: string): void {
      const fieldOf = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(event)?.[1];
      this.tell(fieldOf("event") ?? "message", fieldOf("data") ?? "");
    }
    private tell(name: string, data: string): void {
      for (const listener of this.listeners.get(name) ?? []) listener({ data });
    }
  };
}

/** The engine of one guest's browser, on the network code of pages. */
export async function openBrowser(url: () => string, { shopperId, cookie }: FaultShopper) {
  const { fetch } = globalThis;
  const fetchAsPage = (to: string, how: RequestInit = {}) => {
    if (!to.startsWith("/")) return fetch(to, how);
    const headers = { ...(how.headers as Record<string, string>), cookie, "sec-fetch-site": "same-origin" };
    return fetch(`${url()}${to}`, { ...how, headers });
  };
  Object.assign(globalThis, { fetch: fetchAsPage, EventSource: defineEventSource(url, cookie) });
  const engine = new Engine({
    storage: createMemoryStorage(randomUUID()),
    leadership: { start: (on) => on.lead(), post: () => {}, stop: () => {} },
    clock: browserClock,
    network: createBrowserNetwork("shop"),
    facts: { variant: () => undefined, product: () => undefined, store: () => undefined },
    hasOwner: true,
    onRemoteChange: () => {},
    onScopeMerged: () => {},
    onSignedOut: () => {},
    onOpsLost: () => {},
  });
  await engine.start();
  return {
    engine,
    /** Adds a piece to the cart. */
    add: (variantId: string) =>
      engine.mutate([
        { name: "cart.add", args: { variantId, fulfilment: { kind: "deliver" }, quantity: 1 }, scope: shopperId },
      ]),
    /** Pieces in the cart, as the page shows it. */
    countPieces: () =>
      [...(engine.getState().views.get(shopperId)?.state.lines.values() ?? [])].reduce((n, l) => n + l.quantity, 0),
    epoch: () => engine.getLocalStore().meta.scopes[shopperId]?.epoch ?? "",
    async close() {
      await engine.stop();
      Object.assign(globalThis, { fetch });
    },
  };
}
