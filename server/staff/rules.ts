/** Wrong PINs in a row after which a person is locked out until a manager or the office helps. */
export const maxPinTries = 5;
/** Minutes without use after which an office session is worth nothing. */
export const officeIdleMinutes = 30;
