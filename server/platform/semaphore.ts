/**
 * Lets at most `count` pieces of work run at a time in this process; the others wait in the order in which they came. `work` is
 * told whether it had to wait: what it knew before may be so no longer.
 */
export function createSemaphore(count: number): <T>(work: (waited: boolean) => Promise<T>) => Promise<T> {
  let free = count;
  const queue: (() => void)[] = [];
  return async (work) => {
    const waited = free === 0;
    if (waited) await new Promise<void>((go) => queue.push(go));
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
