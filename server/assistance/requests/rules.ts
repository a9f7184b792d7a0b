/** Look-ups that one person may do in an hour. */
export const maxRequestsPerHour = 30;

/** Seconds for which a request waits for the shopper's decision. */
export const requestLifeSeconds = 120;

/** The entered number, shortened so that a typing error can still be seen: `+994 ••• 45`. */
export const maskPhone = (e164: string): string => `${e164.slice(0, 4)} ••• ${e164.slice(-2)}`;
