/**
 * Runs at most `count` tasks at a time in this process; the others wait in order of arrival. `work` receives whether it
 * had to wait: what it read before may be stale.
 */
export function createSemaphore(count: number): <T>(work: (waited: boolean) => Promise<T>) => Promise<T> {
  let free = count;
  const queue: (() => void)[] = [];
  return async (work) => {
    const waited = free === 0;
    if (waited) await new Promise<void>((resume) => queue.push(resume));
    else free--;
    try {
      return await work(waited);
    } finally {
      const next = queue.shift();
      if (next) next();
      else free++;
    }
  };
}

/**
 * Shares one result among concurrent calls with the same key. The returned function runs `load`, or joins the call in
 * flight; nothing is cached after it settles. The result may be as old as the first of these calls.
 */
export function createSingleFlight<T>(): (key: string, load: () => Promise<T>) => Promise<T> {
  const inFlight = new Map<string, Promise<T>>();
  return (key, load) => {
    const running = inFlight.get(key);
    if (running) return running;
    const started = load().finally(() => inFlight.delete(key));
    inFlight.set(key, started);
    return started;
  };
}
