import { type Db, db, type Tx } from "./client";

type Values = Record<string, unknown>;
type Query = { execute(values?: Values): unknown };
/** The part of a session and of a prepared query of Drizzle's that holds the connection. */
type ConnectionBound = { client: unknown };

/**
 * Builds a Drizzle statement once, on its first use: later calls only fill its placeholders (`sql.placeholder`).
 * Building costs the process more than sending, so the statements of the busiest paths are declared this way. The
 * result runs on the given transaction or pool; each placeholder needs a value, null where there is none.
 */
export function prepareStatement<Q extends Query>(build: (on: Db) => { prepare(name: string): Q }) {
  let made: Q | undefined;
  return (on: Db | Tx, values: Values): ReturnType<Q["execute"]> => {
    made ??= build(db()).prepare("");
    // Drizzle ties a prepared query to the connection for which it was built; transactions have others.
    const { client } = on._.session as unknown as ConnectionBound;
    const bound: Q = Object.assign(Object.create(Object.getPrototypeOf(made)), made, { client });
    return bound.execute(values) as ReturnType<Q["execute"]>;
  };
}
