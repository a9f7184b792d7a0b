/** Delays before the first retries, in seconds; later ones come every five minutes. */
const retryDelays = [2, 10, 30, 60, 120];
const longestDelay = 300;
const daySeconds = 86_400;

/**
 * Seconds until the next try after `attempts` of them, spread by a fifth in both directions: what waited for a mail
 * server together does not return to it together. `random` is in [0, 1).
 */
export const getRetrySeconds = (attempts: number, random = Math.random()): number =>
  (retryDelays[attempts - 1] ?? longestDelay) * (0.8 + random * 0.4);

/** Whether a message that was queued so many seconds ago is not tried again. */
export const isOldEnoughToGiveUp = (ageSeconds: number): boolean => ageSeconds >= daySeconds;
