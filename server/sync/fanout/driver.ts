/**
 * A hint to every process. `topic` is a scope that has reached `version`, with the step there from `version - 1` as
 * JSON in `body`, which may be missing; or an event of the bus (see start.ts), with what it concerns in `body`. `at`: when
 * it was published, in ms since 1970 by the publisher's clock, where its delay is measured.
 */
export type FanoutMessage = { topic: string; version: number; at?: number; body?: Uint8Array };
type FanoutListener = (message: FanoutMessage) => void;

/**
 * Carries hints between processes. It may lose, repeat and reorder: every process checks the versions of its scopes
 * every 5 s, so that a lost message causes a delay and never a divergence.
 */
export interface Fanout {
  /** Never throws and waits for nothing: called after the commit. */
  publish(message: FanoutMessage): void;
  /** Returns what ends the subscription. */
  subscribe(topic: string, listener: FanoutListener): () => void;
  /** "degraded" while other processes cannot be reached: then only the checks tell of their changes. */
  health(): "ok" | "degraded";
  /** Sends what was published, and ends. */
  close(): Promise<void>;
}

/** The driver for one process: a map of listeners. The others deliver to their own process through it too. */
export function createMemoryFanout(): Fanout {
  const listeners = new Map<string, Set<FanoutListener>>();
  return {
    publish(message) {
      for (const listener of listeners.get(message.topic) ?? []) listener(message);
    },
    subscribe(topic, listener) {
      const own = listeners.get(topic) ?? new Set();
      listeners.set(topic, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(topic) === own) listeners.delete(topic);
      };
    },
    health: () => "ok",
    async close() {
      listeners.clear();
    },
  };
}

/** A message as one line: JSON has no line breaks of its own. */
export const formatMessage = ({ topic, version, at, body }: FanoutMessage): string =>
  `${topic} ${version} ${at ?? ""} ${body ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() : ""}`;

/** The message of a line; null for a line of another format. */
export function parseMessage(line: string): FanoutMessage | null {
  const [, topic, version, at, body] = /^(\S+) (\d+) (\d*) (.*)$/s.exec(line) ?? [];
  if (!topic) return null;
  return {
    topic,
    version: Number(version),
    ...(at ? { at: Number(at) } : {}),
    ...(body ? { body: Buffer.from(body) } : {}),
  };
}
