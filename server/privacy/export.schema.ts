/** A value as it is handed out: ids of goods, stores and people who work there carry their names. */
export type ExportValue = string | number | boolean | null | { id: string; name: string } | object;
export type ExportRow = Record<string, ExportValue>;

export type ExportTable = {
  /** The table's name in the database, e.g. `cart_line`. */
  table: string;
  rows: ExportRow[];
  /** For how long a row is kept without an erasure, in English. */
  kept: string;
};

/** Everything that the shop knows of one shopper. */
export type PersonalExport = { about: string; madeAt: string; tables: ExportTable[] };
