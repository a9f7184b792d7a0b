/** Look-ups that one person may do in an hour. */
export const maxRequestsPerHour = 30;

/** How long a request waits for its answer. */
export const requestLifeSeconds = 120;

/** A number of which only enough is left to see a slip of the finger: `+994 ••• 45`. Made of what was typed. */
export const maskPhone = (e164: string): string => `${e164.slice(0, 4)} ••• ${e164.slice(-2)}`;
