/** That a provider refuses a message and will not take it later either: the recipient does not exist, or is blocked. */
export const refuseForGood = (message: string): Error => Object.assign(new Error(message), { permanent: true });

/** Whether an error is one of `refuseForGood`. */
export const isRefusedForGood = (err: unknown): boolean => (err as { permanent?: boolean } | null)?.permanent === true;
