/**
 * Gives every scope another epoch, in a database that was restored: each device then takes a snapshot, whatever version
 * it has seen.
 */
export const renewEpochs = "update sync_scope set epoch = gen_random_uuid()";
