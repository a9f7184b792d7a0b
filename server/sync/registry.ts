import type { StaffActor } from "@/server/platform/context";

type Row = { entity: string; entityId: string; row: Record<string, unknown> };
/** Reads every row of one kind that a device shows of a scope. */
type ReadRows = (scopeId: string) => Promise<Row[]>;
/** Deletes at most `batch` rows that have not changed for `days`; resolves to the number of deleted rows. */
type DeleteOldRows = (days: number, batch: number) => Promise<number>;

/** What the business modules give to sync: their rows, their visibility, and their retention. */
export type SyncedModules = {
  rows: { shopper: ReadRows[]; store: ReadRows[] };
  /**
   * Entities visible to other devices than the shopper's own signed-in ones: to a linked device, and by consent to a
   * tablet. A hand-over code on the tablet that asks for it would prove nothing.
   */
  linkedEntities: ReadonlySet<string>;
  /** The shoppers who let this tablet assist them now. */
  grantedScopes: (actor: StaffActor) => Promise<string[]>;
  deleteOldRows: Record<string, DeleteOldRows>;
};

let registered: SyncedModules | undefined;

/** Registers the synced modules, once at start. */
export function registerSyncedModules(modules: SyncedModules): void {
  registered = modules;
}

/** The registered modules. Throws before `registerSyncedModules`. */
export function syncedModules(): SyncedModules {
  if (!registered) throw new Error("no module is registered to be synced: import server/app/register first");
  return registered;
}
