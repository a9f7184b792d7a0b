/** Version of the operation format; a client of another one has to upgrade, and keeps its queue. */
export const schemaV = 1;
export const maxOpsPerPush = 50;
