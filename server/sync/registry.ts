import type { StaffActor } from "@/server/platform/context";

type Row = { entity: string; entityId: string; row: Record<string, unknown> };
/** Reads everything of one kind that a device shows of a scope. */
type ReadRows = (scopeId: string) => Promise<Row[]>;
/** Deletes at most `batch` rows that nobody changed for `days`; resolves to how many went. */
type DeleteOldRows = (days: number, batch: number) => Promise<number>;

/** What the modules of the business give to sync: their rows, who may see whose, and what is deleted with time. */
export type SyncedModules = {
  rows: { shopper: ReadRows[]; store: ReadRows[] };
  /**
   * What others than the shopper's own signed-in devices may see: a linked device, and a tablet by consent. A hand-over
   * code on the tablet that asks for it would prove nothing.
   */
  linkedEntities: ReadonlySet<string>;
  /** The shoppers who let this tablet help them now. */
  grantedScopes: (actor: StaffActor) => Promise<string[]>;
  deleteOldRows: Record<string, DeleteOldRows>;
};

let registered: SyncedModules | undefined;

/** Says once, at start, which modules are synced. */
export function registerSyncedModules(modules: SyncedModules): void {
  registered = modules;
}

/** The registered modules. Throws before `registerSyncedModules`. */
export function syncedModules(): SyncedModules {
  if (!registered) throw new Error("no module is registered to be synced: import server/app/register first");
  return registered;
}
