import { describe, expect, it } from 'vitest';
import type { Row } from '../src/live/messages';
import { RowTable } from '../src/model/rowTable';
import { minute, row } from './rows';

const key = ['Action', 'Die Hard'];
const visits = (table: RowTable): unknown[] => table.of(key).map((timed) => timed.row.columns['visits']);

function tableOf(...rows: Row[]): RowTable {
  const table = new RowTable(['topic', 'page'], 10 * minute);
  table.add(rows);
  return table;
}

describe('a row table', () => {
  it('takes the higher revision, in whatever order they come', () => {
    expect(visits(tableOf(row(1, 5), row(1, 6, { revision: 1 })))).toEqual([6]);
    expect(visits(tableOf(row(1, 6, { revision: 1 }), row(1, 5)))).toEqual([6]);
  });

  it('puts batch above speed above counting, in whatever order they come', () => {
    const layers = [row(1, 1, { layer: 'open' }), row(1, 2, { revision: 7 }), row(1, 3, { layer: 'batch' })];
    expect(visits(tableOf(...layers))).toEqual([3]);
    expect(visits(tableOf(...layers.toReversed()))).toEqual([3]);
  });

  it('follows a window that still counts', () => {
    expect(visits(tableOf(row(1, 1, { layer: 'open' }), row(1, 2, { layer: 'open' })))).toEqual([2]);
  });

  it('keeps breakdown entries and keys apart', () => {
    const table = tableOf(row(1, 1, { by: { page: 'a' } }), row(1, 2, { by: { page: 'b' } }), row(1, 3, { key: { topic: 'Action', page: 'Up' } }));
    expect(visits(table)).toEqual([1, 2]);
  });

  it('knows the newest window and the newest closed one', () => {
    const table = tableOf(row(4, 1), row(6, 1, { layer: 'open' }), row(3, 1));
    expect(table.newestStartMs).toBe(6 * minute);
    expect(table.newestClosedStartMs).toBe(4 * minute);
  });

  it('forgets what lies too far back, but not the last rows of a silent key', () => {
    const table = tableOf(row(1, 1), row(5, 2), row(15, 3), row(200, 4, { key: { topic: 'x', page: 'y' } }));
    table.prune();
    expect(visits(table)).toEqual([2, 3]);
  });
});
