const firstMs = 500;
const longestMs = 10_000;

/**
 * How long to wait before an attempt: doubling from half a second up to ten, of which a random half is left out so that many
 * pages do not come back in the same moment.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 10));
  return Math.round(full * (0.5 + 0.5 * random()));
}
