import type { View } from './catalog';
import { drawable } from './series';
import type { TimedRow } from './rowTable';

/** One entry of a breakdown, added up over windows. */
export interface Entry {
  readonly by: readonly string[];
  readonly values: readonly number[];
}

/** The largest entries of a key's breakdown over the windows from a start on, by the first column. */
export function topEntries(view: View, rows: readonly TimedRow[], fromMs: number, limit: number): Entry[] {
  const columns = drawable(view).filter((column) => ['count', 'distinct', 'sum'].includes(column.kind.toLowerCase()));
  const entries = new Map<string, { by: string[]; values: number[] }>();
  for (const { row, startMs } of rows) {
    if (startMs < fromMs) {
      continue;
    }
    const by = view.by.map((name) => row.by[name] ?? '');
    const id = JSON.stringify(by);
    const entry = entries.get(id) ?? { by, values: columns.map(() => 0) };
    entries.set(id, entry);
    columns.forEach((column, i) => {
      entry.values[i] = (entry.values[i] ?? 0) + (Number(row.columns[column.name]) || 0);
    });
  }
  return [...entries.values()].sort((a, b) => (b.values[0] ?? 0) - (a.values[0] ?? 0)).slice(0, limit);
}
