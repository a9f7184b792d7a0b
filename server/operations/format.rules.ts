/** Version of the operation format; a client of another one is told to upgrade, its queue kept. */
export const schemaV = 1;
export const maxOpsPerPush = 50;
