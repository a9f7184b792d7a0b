/** Wrong PINs in a row after which a person is locked until a manager or the office unlocks them. */
export const maxPinTries = 5;
/** Minutes without activity after which an office session ends. */
export const officeIdleMinutes = 30;
/** A line written off (not found on the shelf) above this value needs a second approval; minor units of its currency. */
export const writeOffLimitMinor = 20_000;

/** Whether the second person of an action is another one. */
export const isOtherPerson = (actor: { staffId: string }, staffId: string): boolean => actor.staffId !== staffId;
