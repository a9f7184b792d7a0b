/** Version of the operation format. Version 1 differs in the names of offline requests. */
export const schemaV = 2;
/** Versions whose operations are accepted: devices still have them in their queues. Others have to upgrade first. */
export const acceptedVersions: readonly number[] = [1, schemaV];

/** Operations by their names in version 1. */
const formerNames: Record<string, string> = {
  "wish.pickup": "request.pickup",
  "wish.fitting": "request.fitting",
  "wish.withdraw": "request.withdraw",
};
const namesByCurrent = Object.fromEntries(Object.entries(formerNames).map(([former, current]) => [current, former]));

/** Today's name of an operation of any accepted version. */
export const toCurrentOpName = (name: string): string => formerNames[name] ?? name;

/**
 * The name that version 1 used. Devices store their queues under it, since a tab of an earlier build may read the same
 * database; receipts compare contents under it, since a device may repeat under today's name what it sent before.
 */
export const toFormerOpName = (name: string): string => namesByCurrent[name] ?? name;

export const maxOpsPerPush = 50;
