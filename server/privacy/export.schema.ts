/** An exported value: ids of products, stores and staff carry their names. */
export type ExportValue = string | number | boolean | null | { id: string; name: string } | object;
export type ExportRow = Record<string, ExportValue>;

export type ExportTable = {
  /** The table's name in the database, e.g. `cart_line`. */
  table: string;
  rows: ExportRow[];
  /** For how long a row is kept without an erasure, in English. */
  kept: string;
};

/** All data of the shop about one shopper. */
export type PersonalExport = { about: string; madeAt: string; tables: ExportTable[] };
