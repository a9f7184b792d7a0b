/**
 * Limits of one-time codes, per address. A code can be tried for its whole life, so no more than `sends` are made within
 * an hour and a life: in whatever hour one looks, at most `sends` codes can be tried.
 */
export const codeLimits = {
  digits: 6,
  tries: 5,
  sends: 3,
  sendsMinutes: 60,
  sendsPerDay: 10,
  lifeMinutes: 10,
} as const;

/** The span in which `sends` are counted, in minutes. */
export const spanMinutes = codeLimits.sendsMinutes + codeLimits.lifeMinutes;

/** When the next code may be asked for, from the times of those sent within a day (ms, newest first); null: now. */
export function nextSendAt(sentAt: number[], nowMs: number): number | null {
  const blocks = [
    { count: codeLimits.sends, ms: spanMinutes * 60_000 },
    { count: codeLimits.sendsPerDay, ms: 86_400_000 },
  ];
  const frees = blocks.flatMap(({ count, ms }) => {
    const oldest = sentAt[count - 1];
    return oldest !== undefined && oldest + ms > nowMs ? [oldest + ms] : [];
  });
  return frees.length > 0 ? Math.max(...frees) : null;
}
