import type { CartLineRow } from "@/server/cart/schema";
import type { OpBody } from "@/server/operations/schema";
import { Engine } from "../engine/engine";
import type { OpDraft } from "../engine/local-store";
import { createMemoryStorage, type Storage } from "../engine/storage";
import type { Schedule, Step } from "./simulation-schedule";
import { simScope } from "./simulation-server";
import { type Mutant, type Profile, type TabPort, World } from "./simulation-world";

/** A line that is added once and removed at most once: anything else on the screen is a fault. */
type Marker = { key: string; profile: Profile; saved: number | null; remover: Profile | null; removeSaved: boolean };
type Tab = {
  profile: Profile;
  port: TabPort;
  engine: Engine;
  born: number;
  view: Map<string, "seen" | "gone">;
  sum: number;
};

const buildUuid = (kind: string, n: number) => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const deliver = { kind: "deliver" } as const;
const buildLineKey = (variantId: string) => `${variantId}:deliver`;
const sumVariant = buildUuid("5", 1);

/** A violated invariant, with its name first. */
export class InvariantViolation extends Error {}

/** Runs one schedule on real engines and looks at every screen after every event. Throws Broken. */
export class Simulation {
  readonly world: World;
  private readonly schedule: Schedule;
  private readonly profiles: Profile[] = [];
  private tabs: Tab[] = [];
  private readonly markers: Marker[] = [];
  private sums = { tapped: 0, saved: 0 };
  private restored = false;
  private serial = 0;

  constructor(schedule: Schedule, mutant: Mutant = {}) {
    this.schedule = schedule;
    this.world = new World(schedule.seed, mutant);
    this.world.weather = schedule.weather;
    this.world.time.afterEach = () => this.check();
    const wrap = mutant.storage ?? ((storage: Storage) => storage);
    for (let id = 0; id < schedule.profiles; id++) {
      const storage = wrap(createMemoryStorage(this.world.newId()));
      const profile: Profile = { id, storage, connected: true, tabs: [] };
      this.profiles.push(profile);
      this.openTab(profile);
    }
  }

  async run(): Promise<void> {
    await this.world.time.pass(50);
    for (const step of this.schedule.steps) {
      this.runStep(step);
      await this.world.time.pass(step.waitMs);
    }
    await this.heal();
    this.checkEnd();
    for (const tab of this.tabs) await tab.engine.stop();
  }

  private async heal(): Promise<void> {
    const { world } = this;
    world.calmDown();
    for (const profile of this.profiles) {
      world.setConnected(profile, true);
      if (profile.tabs.every((port) => !port.alive)) this.openTab(profile);
    }
    await world.time.pass(4_000);
    for (let round = 0; round < 6; round++) {
      for (const tab of this.tabs) tab.engine.reconnect();
      await world.time.pass(10_000);
    }
  }

  private openTab(profile: Profile): void {
    const { world } = this;
    const port: TabPort = { alive: true, leading: false, on: null };
    profile.tabs.push(port);
    // After a crash nothing of that tab reaches the disk any more.
    const alive = <T>(work: () => Promise<T>): Promise<T> => (port.alive ? work() : new Promise<T>(() => {}));
    const storage: Storage = {
      read: () => alive(() => profile.storage.read()),
      write: (change, durable) => alive(() => profile.storage.write(change, durable)),
      close: () => {},
    };
    const engine = new Engine({
      storage,
      network: world.network(profile),
      clock: world.clock(),
      leadership: world.leadership(profile, port),
      facts: { variant: () => undefined, product: () => undefined, store: () => undefined },
      hasOwner: true,
      onRemoteChange: () => {},
      onScopeMerged: () => {},
      onSignedOut: () => {},
      onOpsLost: () => {},
    });
    this.tabs.push({ profile, port, engine, born: this.serial++, view: new Map(), sum: 0 });
    void engine.start();
  }

  private runStep(step: Step): void {
    const profile = this.profiles[step.who % this.profiles.length] as Profile;
    const own = this.tabs.filter((t) => t.profile === profile && t.engine.getState().ready);
    const tab = own[step.tab % Math.max(1, own.length)];
    const { world } = this;
    switch (step.kind) {
      case "open":
        if (profile.tabs.filter((t) => t.alive).length < 3) this.openTab(profile);
        return;
      case "offline":
      case "online":
        world.setConnected(profile, step.kind === "online");
        return;
      case "compact":
        world.server.compact();
        return;
      case "backup":
        world.server.backup();
        return;
      case "restore":
        this.restored = true;
        world.restore();
        return;
      case "crash":
        if (tab) this.crash(tab);
        return;
      case "steal":
        if (tab) world.steal(profile, tab.port);
        return;
      default:
        if (tab) this.runTabStep(tab, step);
    }
  }

  private runTabStep(tab: Tab, { kind, what }: Step): void {
    if (kind === "marker") this.addMarker(tab);
    else if (kind === "unmark") this.removeMarker(tab, what);
    else if (kind === "sum") this.addSum(tab);
    else if (kind === "burst") for (let i = 0; i < 3 + (what % 4); i++) this.addSum(tab);
    else void this.mutate(tab, this.buildSharedOp(tab, what));
  }

  private mutate(tab: Tab, body: OpBody): Promise<void> {
    return tab.engine.mutate([{ ...body, scope: simScope } as OpDraft]);
  }

  private crash(tab: Tab): void {
    this.tabs = this.tabs.filter((t) => t !== tab);
    void tab.engine.stop();
    const again = this.world.random() * 500;
    if (tab.profile.tabs.every((t) => !t.alive)) this.world.time.after(again, () => this.openTab(tab.profile));
  }

  private addMarker(tab: Tab): void {
    const variantId = buildUuid("a", this.markers.length + 1);
    const marker: Marker = {
      key: buildLineKey(variantId),
      profile: tab.profile,
      saved: null,
      remover: null,
      removeSaved: false,
    };
    this.markers.push(marker);
    const kept = this.mutate(tab, { name: "cart.add", args: { variantId, fulfilment: deliver, quantity: 1 } });
    void kept.then(() => {
      marker.saved = this.serial++;
    });
    tab.view.set(marker.key, "seen");
  }

  private removeMarker(tab: Tab, what: number): void {
    const base = tab.engine.getLocalStore().base;
    const here = this.markers.filter((m) => !m.remover && base.has(`${simScope}|cart_line|${m.key}`));
    const marker = here[what % Math.max(1, here.length)];
    if (!marker) return;
    marker.remover = tab.profile;
    const kept = this.mutate(tab, { name: "cart.remove", args: { lineKey: marker.key, seenQuantity: 1 } });
    void kept.then(() => {
      marker.removeSaved = true;
    });
    tab.view.set(marker.key, "gone");
  }

  private addSum(tab: Tab): void {
    this.sums.tapped++;
    const kept = this.mutate(tab, {
      name: "cart.add",
      args: { variantId: sumVariant, fulfilment: deliver, quantity: 1 },
    });
    void kept.then(() => {
      this.sums.saved++;
    });
  }

  /** Anything on three lines that everybody fights over; only convergence is asked of them. */
  private buildSharedOp(tab: Tab, what: number): OpBody {
    const variantId = buildUuid("b", what % 3);
    const lineKey = buildLineKey(variantId);
    const quantity = 1 + (what % 5);
    const seen = this.quantity(tab, lineKey);
    switch (Math.floor(what / 3) % 6) {
      case 0:
        return { name: "cart.dec", args: { lineKey, quantity } };
      case 1:
        return { name: "cart.set", args: { lineKey, quantity } };
      case 2:
        return { name: "cart.remove", args: { lineKey, seenQuantity: Math.max(1, seen) } };
      case 3:
        return { name: "cart.move", args: { lineKey, to: { kind: "pickup", storeId: buildUuid("d", 1) } } };
      default:
        return { name: "cart.add", args: { variantId, fulfilment: deliver, quantity } };
    }
  }

  private lines(tab: Tab): ReadonlyMap<string, CartLineRow> {
    return tab.engine.getState().views.get(simScope)?.state.lines ?? new Map();
  }

  private quantity(tab: Tab, lineKey: string): number {
    return this.lines(tab).get(lineKey)?.quantity ?? 0;
  }

  /** The invariants that hold at every moment on every screen. */
  private check(): void {
    for (const tab of this.tabs) {
      if (!tab.engine.getState().ready) continue;
      const lines = this.lines(tab);
      for (const marker of this.markers) this.checkMarker(tab, marker, lines.get(marker.key)?.quantity ?? 0);
      const sum = lines.get(buildLineKey(sumVariant))?.quantity ?? 0;
      if (sum > this.sums.tapped) throw new InvariantViolation(`doubled: ${sum} of ${this.sums.tapped} on the screen`);
      if (sum < tab.sum && !this.restored)
        throw new InvariantViolation(`flicker: the sum went from ${tab.sum} to ${sum}`);
      tab.sum = sum;
    }
  }

  private checkMarker(tab: Tab, marker: Marker, shown: number): void {
    if (shown > 1) throw new InvariantViolation(`doubled: ${marker.key} shows ${shown}`);
    const before = tab.view.get(marker.key);
    // After a restore only what this very browser did and kept must stay as it was.
    const ours = marker.profile === tab.profile && (!marker.remover || marker.remover === tab.profile);
    const strict = !this.restored || ours;
    if (strict && before === "gone" && shown === 1) throw new InvariantViolation(`resurrected: ${marker.key}`);
    if (strict && before === "seen" && shown === 0 && !marker.remover)
      throw new InvariantViolation(`flicker: ${marker.key} vanished`);
    const kept = marker.profile === tab.profile && marker.saved !== null && marker.saved < tab.born && !marker.remover;
    if (kept && shown === 0)
      throw new InvariantViolation(`lost: ${marker.key} was kept and is not shown after a restart`);
    if (shown === 1) tab.view.set(marker.key, "seen");
    else if (before === "seen") tab.view.set(marker.key, "gone");
  }

  /** The invariants once the network is healthy again. */
  private checkEnd(): void {
    const server = this.world.server.quantities();
    for (const marker of this.markers) {
      const there = server[marker.key] ?? 0;
      if (there > 1) throw new InvariantViolation(`doubled: ${marker.key} is ${there} on the server`);
      if (marker.saved !== null && !marker.remover && there === 0) throw new InvariantViolation(`lost: ${marker.key}`);
      // A restore may bring an add back after another browser's remove was taken: then nobody removed it in that order.
      const ordered = !this.restored || marker.remover === marker.profile;
      if (marker.removeSaved && ordered && there === 1)
        throw new InvariantViolation(`resurrected: ${marker.key} on the server`);
    }
    const sum = server[buildLineKey(sumVariant)] ?? 0;
    const { saved, tapped } = this.sums;
    if (sum < Math.min(99, saved)) throw new InvariantViolation(`lost: ${sum} of ${saved} kept adds`);
    if (sum > tapped) throw new InvariantViolation(`doubled: ${sum} of ${tapped} adds`);
    for (const tab of this.tabs) this.checkConverged(tab, server);
  }

  private checkConverged(tab: Tab, server: Record<string, number>): void {
    const shown = [...this.lines(tab).values()].filter((line) => line.quantity > 0);
    const there = Object.fromEntries(shown.map((line) => [line.lineKey, line.quantity]));
    const text = (q: Record<string, number>) => JSON.stringify(Object.entries(q).sort());
    if (text(there) !== text(server))
      throw new InvariantViolation(`diverged: ${text(there)} instead of ${text(server)}`);
    const { kept } = tab.engine.getState();
    if (kept > 0) throw new InvariantViolation(`stuck: ${kept} operations were never answered`);
  }
}
