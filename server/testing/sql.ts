import pg from "pg";

type Row = Record<string, unknown>;

/** Statements of a test's own, on connections apart from the server's pool. */
export type Sql = {
  /** Runs a template whose values become parameters; resolves to its rows. */
  <R extends object = Row>(text: TemplateStringsArray, ...values: unknown[]): Promise<R[]>;
  /** Runs a text of one or more statements without parameters. */
  run(text: string): Promise<void>;
  /** Inserts rows whose keys are columns; `suffix` follows the statement. */
  insert(table: string, rows: object[], suffix?: string): Promise<void>;
  end(): Promise<void>;
};

/** Opens statements on the database at `url`, on at most `max` connections; `options` as in `PGOPTIONS`. */
export function openSql(url: string, { max = 1, options = "" } = {}): Sql {
  const pool = new pg.Pool({ connectionString: url, max, options, idleTimeoutMillis: 0 });
  // A database that is killed on purpose ends them.
  pool.on("error", () => {});
  const statement = async <R extends object = Row>(text: TemplateStringsArray, ...values: unknown[]) => {
    const joined = text.reduce((before, part, i) => `${before}$${i}${part}`);
    return (await pool.query(joined, values)).rows as R[];
  };
  return Object.assign(statement, {
    run: async (text: string) => void (await pool.query(text)),
    async insert(table: string, rows: object[], suffix = "") {
      const columns = Object.keys(rows[0] ?? {}).join(", ");
      const from = `jsonb_populate_recordset(null::${table}, $1::jsonb)`;
      await pool.query(`insert into ${table} (${columns}) select ${columns} from ${from} ${suffix}`, [
        JSON.stringify(rows),
      ]);
    },
    end: () => pool.end(),
  });
}
