import type { Row } from '../live/messages';
import { keyId, keyOf, type Key } from './catalog';

/** A row with its times as numbers. */
export interface TimedRow {
  readonly row: Row;
  readonly startMs: number;
}

const layerRank = { open: 0, speed: 1, batch: 2 } as const;

/**
 * The rows received, by key, window and breakdown. A row may come twice, in any order: the batch layer stands above the speed
 * layer, that above windows that still count, and within a layer the higher revision wins.
 */
export class RowTable {
  private readonly keys = new Map<string, Map<string, TimedRow>>();
  private newest = -Infinity;
  private newestClosed = -Infinity;

  /**
   * @param keyNames names of the key's parts in declared order
   * @param spanMs rows that start more than this before their key's newest one are forgotten, which bounds the table
   */
  constructor(private readonly keyNames: readonly string[], private readonly spanMs: number) {}

  /** Start of the newest window, counting ones included, in unix milliseconds; -Infinity without rows. */
  get newestStartMs(): number {
    return this.newest;
  }

  /** Start of the newest closed window. */
  get newestClosedStartMs(): number {
    return this.newestClosed;
  }

  /** Where the windows of all rows end, by their start. */
  get ends(): Map<number, number> {
    const rows = [...this.keys.values()].flatMap((ofKey) => [...ofKey.values()]);
    return new Map(rows.map(({ row, startMs }) => [startMs, Date.parse(row.window.end)]));
  }

  add(rows: readonly Row[]): void {
    for (const row of rows) {
      this.addOne(row);
    }
  }

  /** The rows of a key, in no particular order. */
  of(key: Key): TimedRow[] {
    const rows = this.keys.get(keyId(key));
    return rows ? [...rows.values()] : [];
  }

  clear(): void {
    this.keys.clear();
    this.newest = -Infinity;
    this.newestClosed = -Infinity;
  }

  /** Forgets what lies too far back. */
  prune(): void {
    for (const rows of this.keys.values()) {
      const newest = [...rows.values()].reduce((latest, { startMs }) => Math.max(latest, startMs), -Infinity);
      for (const [id, { startMs }] of rows) {
        if (startMs < newest - this.spanMs) {
          rows.delete(id);
        }
      }
    }
  }

  private addOne(row: Row): void {
    const startMs = Date.parse(row.window.start);
    const key = keyId(keyOf(this.keyNames, row.key));
    const rows = this.keys.get(key) ?? new Map<string, TimedRow>();
    this.keys.set(key, rows);
    const id = `${startMs} ${JSON.stringify(Object.values(row.by))}`;
    const known = rows.get(id);
    if (!known || supersedes(row, known.row)) {
      rows.set(id, { row, startMs });
    }
    this.newest = Math.max(this.newest, startMs);
    if (row.layer !== 'open') {
      this.newestClosed = Math.max(this.newestClosed, startMs);
    }
  }
}

function supersedes(row: Row, known: Row): boolean {
  const rank = layerRank[row.layer] - layerRank[known.layer];
  return rank > 0 || (rank === 0 && row.revision >= known.revision);
}
