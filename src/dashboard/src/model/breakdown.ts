import type { View } from './catalog';
import { combined, drawable } from './series';
import type { TimedRow } from './rowTable';

/** One entry of a breakdown, added up over windows. */
export interface Entry {
  readonly by: readonly string[];
  /** One for each column that can be drawn; null where no row has a value. */
  readonly values: readonly (number | null)[];
}

/** The largest entries of a key's breakdown over the windows from a start on, by the first column; those without a value last. */
export function topEntries(view: View, rows: readonly TimedRow[], fromMs: number, limit: number): Entry[] {
  const entries = new Map<string, { by: string[]; rows: TimedRow[] }>();
  for (const timed of rows.filter(({ startMs }) => startMs >= fromMs)) {
    const by = view.by.map((name) => timed.row.by[name] ?? '');
    const id = JSON.stringify(by);
    const entry = entries.get(id) ?? { by, rows: [] };
    entries.set(id, entry);
    entry.rows.push(timed);
  }
  return [...entries.values()]
    .map((entry) => ({ by: entry.by, values: drawable(view).map((column) => combined(column, view, entry.rows)) }))
    .sort((a, b) => descending(a.values[0] ?? null, b.values[0] ?? null))
    .slice(0, limit);
}

function descending(a: number | null, b: number | null): number {
  return a === null || b === null ? Number(a === null) - Number(b === null) : b - a;
}
