/** A line written off (not found on the shelf) that is worth more than this needs four eyes; minor units of its currency. */
export const writeOffLimitMinor = 20_000;

/** Whether the second person of an act is another one. */
export const isOtherPerson = (actor: { staffId: string }, staffId: string): boolean => actor.staffId !== staffId;
