import type { View } from './catalog';

/** A window, in unix milliseconds. */
export interface WindowSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The last windows of a view, oldest first and without gaps.
 *
 * @param newestStartMs start of the last one
 * @param ends where windows that have rows end, by their start: of a zone's windows only the node knows
 */
export function lastWindows(view: View, points: number, newestStartMs: number, ends: ReadonlyMap<number, number>): WindowSpan[] {
  const { length_ms: length, every_ms: every, zone } = view.window;
  if (zone === undefined) {
    const first = newestStartMs - (points - 1) * every;
    return Array.from({ length: points }, (_, i) => ({ startMs: first + i * every, endMs: first + i * every + length }));
  }
  const known = [...ends].map(([startMs, endMs]) => ({ startMs, endMs })).sort((a, b) => b.startMs - a.startMs);
  const windows = [{ startMs: newestStartMs, endMs: ends.get(newestStartMs) ?? newestStartMs + length }];
  for (let next = newestStartMs; windows.length < points; ) {
    const before = known.find(({ startMs }) => startMs < next);
    const window = before && before.endMs >= next ? before : missing(length, next, before?.endMs ?? -Infinity);
    windows.unshift(window);
    next = window.startMs;
  }
  return windows;
}

// A window that has no row has the usual length, unless that leaves an hour or so between it and one that has: the clock was set in the meantime.
function missing(length: number, endMs: number, afterMs: number): WindowSpan {
  const startMs = endMs - length;
  return { startMs: startMs < afterMs + length / 2 ? afterMs : startMs, endMs };
}

/** The start of the window that is known to have closed last: the one that ends at a time. */
export function startOfWindowTo(view: View, endMs: number, ends: ReadonlyMap<number, number>): number {
  const known = view.window.zone === undefined ? undefined : [...ends].find(([, end]) => end === endMs);
  return known?.[0] ?? endMs - view.window.length_ms;
}
