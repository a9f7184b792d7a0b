import type { Db, Tx } from "./client";

type Values = Record<string, unknown>;
type Query = { execute(values?: Values): unknown };

/**
 * Builds a Drizzle statement once for each connection, on its first use there: later calls only fill its placeholders
 * (`sql.placeholder`). Building costs the process more than sending, so the statements of the busiest paths are declared
 * this way. The result runs on the given transaction or pool; each placeholder needs a value, null where there is none.
 */
export function prepareStatement<Q extends Query>(build: (on: Db) => { prepare(name: string): Q }) {
  const built = new WeakMap<Db | Tx, Q>();
  return (on: Db | Tx, values: Values): ReturnType<Q["execute"]> => {
    // The connection names it by its text.
    const query = built.get(on) ?? build(on).prepare("");
    built.set(on, query);
    return query.execute(values) as ReturnType<Q["execute"]>;
  };
}
