/** Who made a change, as other devices may show it. */
export type By = { device?: "phone" | "laptop" | "tablet"; staff?: string };

export type ScopeKind = "shopper" | "store";

/**
 * A change of what the devices of a scope show; `row` null means deleted. A `version` in the row is filled in at
 * commit.
 */
export type Announcement = {
  scopeId: string;
  kind: ScopeKind;
  entity: string;
  entityId: string;
  row: Record<string, unknown> | null;
  by: By;
};
export type Announce = (change: Announcement) => void;
