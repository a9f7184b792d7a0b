import type { PushReply } from "@/server/operations/schema";
import type { Patch } from "@/server/sync/schema";
import { type Clock, type Leadership, type Network, NetworkFailure, type TabMessage } from "../engine/ports";
import type { Storage } from "../engine/storage";
import { type ServerFaults, SimServer } from "./simulation-server";

/** A seeded random generator (mulberry32). */
function createRandom(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Flushes all pending promises. */
const flushPromises = () => new Promise<void>((resolve) => setImmediate(resolve));

type Event = { at: number; seq: number; run: () => void; cancelled: boolean };

/** Virtual time: events run in order of time, one by one, with `checked` after each. */
export class Timeline {
  now = 0;
  private seq = 0;
  private events: Event[] = [];
  afterEach: () => void = () => {};

  after(ms: number, run: () => void): () => void {
    const event: Event = { at: this.now + Math.max(0, ms), seq: this.seq++, run, cancelled: false };
    let i = this.events.length;
    while (i > 0 && (this.events[i - 1] as Event).at > event.at) i--;
    this.events.splice(i, 0, event);
    return () => {
      event.cancelled = true;
    };
  }

  /** Runs everything that is due within `ms`. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await flushPromises();
    this.afterEach();
    for (let next = this.events[0]; next && next.at <= end; next = this.events[0]) {
      this.events.shift();
      if (next.cancelled) continue;
      this.now = next.at;
      next.run();
      await flushPromises();
      this.afterEach();
    }
    this.now = end;
  }
}

/** How bad the network is: shares of messages. */
export type Weather = { drop: number; ackLoss: number; duplicate: number; cut: number; delayMs: number };
const calmWeather: Weather = { drop: 0, ackLoss: 0, duplicate: 0, cut: 0, delayMs: 20 };

/** What a mutant changes in the parts of a device. */
export type Mutant = {
  server?: ServerFaults;
  storage?: (storage: Storage) => Storage;
  patch?: (patch: Patch) => Patch;
  reply?: (reply: PushReply) => PushReply;
};

/** A browser profile: what stays on its disk, and whether it has a network. */
export type Profile = { id: number; storage: Storage; connected: boolean; tabs: TabPort[] };
/** A tab's place in the race for leadership. */
export type TabPort = {
  alive: boolean;
  leading: boolean;
  on: Parameters<Leadership["start"]>[0] | null;
};

/** The server, the network between and the clock; everything random comes from one seed. */
export class World {
  readonly time = new Timeline();
  readonly random: () => number;
  readonly server: SimServer;
  readonly mutant: Mutant;
  weather: Weather = calmWeather;
  private ids = 1;
  /** Replies and streams of a server before its restore never arrive. */
  private generation = 0;
  private readonly streams = new Set<{ profile: Profile; send(patch: Patch): void; cut(): void }>();

  constructor(seed: number, mutant: Mutant) {
    this.random = createRandom(seed);
    this.mutant = mutant;
    this.server = new SimServer(mutant.server);
    this.server.onPatch = (patch) => {
      for (const stream of this.streams) stream.send(patch);
    };
  }

  newId = (): string => `c0000000-0000-4000-8000-${String(this.ids++).padStart(12, "0")}`;

  clock(): Clock {
    return {
      now: () => this.time.now,
      after: (ms, work) => this.time.after(ms, work),
      random: this.random,
      newId: this.newId,
    };
  }

  calmDown(): void {
    this.weather = calmWeather;
  }

  restore(): void {
    this.generation++;
    this.server.restore(this.newId());
    for (const stream of this.streams) stream.cut();
  }

  network(profile: Profile): Network {
    return {
      push: (input) =>
        this.request(profile, () => {
          const reply = structuredClone(this.server.push(structuredClone(input)));
          const { patch, reply: mutateReply } = this.mutant;
          const mutated = patch ? { ...reply, patches: reply.patches.map(patch) } : reply;
          return mutateReply ? mutateReply(mutated) : mutated;
        }),
      pull: ({ scopes, clientId }) =>
        this.request(profile, () => structuredClone(this.server.pull(scopes, clientId)).map((m) => this.mutate(m))),
      ping: () => this.request(profile, () => true),
      open: (input, on) => this.open(profile, input, on),
    };
  }

  private mutate<M extends { kind: string }>(message: M): M {
    const { patch } = this.mutant;
    return patch && (message.kind === "patch" || message.kind === "snap")
      ? (patch(message as unknown as Patch) as unknown as M)
      : message;
  }

  private happens = (share: number): boolean => this.random() < share;
  private delay = (): number => Math.round(this.random() * this.weather.delayMs);

  private request<T>(profile: Profile, work: () => T): Promise<T> {
    const { weather, generation } = this;
    return new Promise((resolve, reject) => {
      const failLater = () => this.time.after(200 + this.delay() * 5, () => reject(new NetworkFailure("unreachable")));
      const arrive = (answer: boolean) => {
        if (generation !== this.generation) return answer && failLater();
        const isAnswered = answer && profile.connected && !this.happens(weather.ackLoss);
        try {
          const reply = work();
          if (isAnswered) this.reply(generation, failLater, () => resolve(reply));
          else if (answer) failLater();
        } catch (e) {
          if (isAnswered) this.reply(generation, failLater, () => reject(e));
          else if (answer) failLater();
        }
        return undefined;
      };
      if (!profile.connected || this.happens(weather.drop)) failLater();
      else this.time.after(this.delay(), () => arrive(true));
      if (profile.connected && this.happens(weather.duplicate)) this.time.after(this.delay() * 4, () => arrive(false));
    });
  }

  private reply(generation: number, failLater: () => unknown, send: () => void): void {
    this.time.after(this.delay(), () => {
      if (generation === this.generation) send();
      else failLater();
    });
  }

  private open(
    profile: Profile,
    { scopes, clientId }: Parameters<Network["open"]>[0],
    on: Parameters<Network["open"]>[1],
  ) {
    const { generation } = this;
    let closed = false;
    const end = () => {
      if (closed) return;
      closed = true;
      this.streams.delete(stream);
      this.time.after(this.delay(), on.down);
    };
    const send = (message: Patch) => {
      const copies = this.happens(this.weather.drop) ? 0 : this.happens(this.weather.duplicate) ? 2 : 1;
      for (let i = 0; i < copies; i++) {
        this.time.after(this.delay(), () => {
          if (!closed && profile.connected && generation === this.generation) {
            on.message(this.mutate(structuredClone(message)));
          }
        });
      }
      if (this.happens(this.weather.cut)) end();
    };
    const stream = { profile, send, cut: end };
    this.time.after(this.delay(), () => {
      if (closed) return;
      if (!profile.connected || generation !== this.generation) return end();
      this.streams.add(stream);
      on.open();
      for (const message of this.server.pull(scopes, clientId)) send(message as Patch);
      on.current();
    });
    return () => {
      closed = true;
      this.streams.delete(stream);
    };
  }

  setConnected(profile: Profile, connected: boolean): void {
    profile.connected = connected;
    if (!connected) for (const stream of this.streams) if (stream.profile === profile) stream.cut();
  }

  leadership(profile: Profile, port: TabPort): Leadership {
    return {
      start: (on) => {
        port.on = on;
        this.elect(profile, 5);
      },
      post: (message) => {
        for (const other of profile.tabs) if (other !== port) this.deliver(other, message);
      },
      stop: () => {
        port.alive = false;
        port.leading = false;
        this.elect(profile, 3_000);
      },
    };
  }

  private deliver(port: TabPort, message: TabMessage): void {
    this.time.after(this.random() * 3, () => {
      if (port.alive) port.on?.message(message);
    });
  }

  private elect(profile: Profile, ms: number): void {
    this.time.after(ms, () => {
      if (profile.tabs.some((t) => t.alive && t.leading)) return;
      const next = profile.tabs.find((t) => t.alive && t.on);
      if (!next) return;
      next.leading = true;
      next.on?.lead();
    });
  }

  /** A tab takes the lead by force; the one before learns of it a little later, so that two lead for a while. */
  steal(profile: Profile, port: TabPort): void {
    if (!port.on || port.leading || !port.alive) return;
    for (const other of profile.tabs.filter((t) => t.leading)) {
      other.leading = false;
      this.time.after(this.random() * 200, () => other.alive && !other.leading && other.on?.yield());
    }
    port.leading = true;
    port.on.lead();
  }
}
