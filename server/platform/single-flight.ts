/**
 * Lets those who ask the same at the same time share one answer. The result runs `load`, or gives the answer that is under way
 * for this key; nothing is kept once it came. What it gives may be as old as the question that was first.
 */
export function createSingleFlight<T>(): (key: string, load: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key, load) => {
    const known = underWay.get(key);
    if (known) return known;
    const mine = load().finally(() => underWay.delete(key));
    underWay.set(key, mine);
    return mine;
  };
}
