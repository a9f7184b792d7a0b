/**
 * Limits of one-time codes, per address. A code can be tried for its whole life, so no more than `sends` are created
 * within an hour and a life: in any hour at most `sends` codes can be tried.
 */
export const codeLimits = {
  digits: 6,
  tries: 5,
  sends: 3,
  sendsMinutes: 60,
  sendsPerDay: 10,
  /** Per browser, across all addresses: enough for a family, not for a list. */
  sendsPerBrowser: 20,
  lifeMinutes: 10,
} as const;

/** The span in which `sends` are counted, in minutes. */
export const windowMinutes = codeLimits.sendsMinutes + codeLimits.lifeMinutes;

/** When the next code may be requested, from the send times within a day (ms, newest first); null: now. */
export function computeNextSendAt(sentAt: number[], nowMs: number): number | null {
  return computeFreeAt(sentAt, nowMs, [
    { count: codeLimits.sends, ms: windowMinutes * 60_000 },
    { count: codeLimits.sendsPerDay, ms: 86_400_000 },
  ]);
}

/** The same for a browser that requests codes for many addresses, from the times of all its requests. */
export const computeNextRequestAt = (askedAt: number[], nowMs: number): number | null =>
  computeFreeAt(askedAt, nowMs, [{ count: codeLimits.sendsPerBrowser, ms: windowMinutes * 60_000 }]);

function computeFreeAt(sentAt: number[], nowMs: number, blocks: { count: number; ms: number }[]): number | null {
  const frees = blocks.flatMap(({ count, ms }) => {
    const oldest = sentAt[count - 1];
    return oldest !== undefined && oldest + ms > nowMs ? [oldest + ms] : [];
  });
  return frees.length > 0 ? Math.max(...frees) : null;
}
