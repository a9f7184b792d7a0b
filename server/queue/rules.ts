/** Tries of a job with an id before it is given up: about half an hour. A schedule is tried for ever. */
export const maxTries = 12;
/** The most that the queue can count. */
export const endless = 32_767;
/** A schedule that failed so often in a row shows in the office. */
export const failingTries = 5;

const longestSeconds = 300;

/**
 * Seconds until the next try after `tries` of them: doubled each time up to five minutes, and spread by half in both
 * directions, so that what failed together is not tried again together. `random` is in [0, 1).
 */
export const getRetrySeconds = (tries: number, random = Math.random()): number =>
  Math.min(2 ** Math.min(tries, 16), longestSeconds) * (0.5 + random);

/** The time until a schedule's next run (ms), spread by a tenth so that schedules do not all begin at one moment. */
export const getNextRunMs = (everySeconds: number, random = Math.random()): number =>
  everySeconds * 1000 * (0.95 + random / 10);
