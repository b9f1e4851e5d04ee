import { describe, expect, it } from 'vitest';
import type { Row } from '../src/live/messages';
import { topEntries } from '../src/model/breakdown';
import type { TimedRow } from '../src/model/rowTable';
import { buildSeries, drawable } from '../src/model/series';
import { clients, minute, pages, row } from './rows';

const timed = (...rows: Row[]): TimedRow[] => rows.map((one) => ({ row: one, startMs: Date.parse(one.window.start) }));

describe('a series', () => {
  it('has a point per window, zero where counts have no row and a gap where means have none', () => {
    const series = buildSeries(pages, timed(row(7, 4), row(9, 6)), 4, 9 * minute, 9 * minute);
    expect(series.starts).toEqual([360, 420, 480, 540]);
    expect(series.lines.map((line) => [line.column.name, ...line.closed])).toEqual([
      ['visits', 0, 4, 0, 6],
      ['visitors', 0, 2, 0, 3],
      ['price', null, 0.4, null, 0.6],
    ]);
    expect(series.lines[0]?.open).toEqual([null, null, null, null]);
  });

  it('draws windows that still count apart, beginning at the last closed point', () => {
    const rows = timed(row(7, 4), row(8, 3, { layer: 'open' }), row(9, 1, { layer: 'open' }));
    const [visits] = buildSeries(pages, rows, 4, 9 * minute, 7 * minute).lines;
    expect(visits?.closed).toEqual([0, 4, null, null]);
    expect(visits?.open).toEqual([null, 4, 3, 1]);
  });

  it('does not call a window closed while this key still counts in it', () => {
    const [visits] = buildSeries(pages, timed(row(7, 4), row(8, 3, { layer: 'open' })), 3, 8 * minute, 8 * minute).lines;
    expect(visits?.closed).toEqual([0, 4, null]);
    expect(visits?.open).toEqual([null, 4, 3]);
  });

  it('leaves out windows before the first point', () => {
    const series = buildSeries(pages, timed(row(1, 9)), 3, 9 * minute, 9 * minute);
    expect(series.lines[0]?.closed).toEqual([0, 0, 0]);
    expect(series.any).toBe(false);
  });

  it('adds a breakdown up and draws no mean of it', () => {
    const rows = timed(row(9, 4, { by: { page: 'a' } }), row(9, 5, { by: { page: 'b' }, exact: false }));
    const series = buildSeries(clients, rows, 1, 9 * minute, 9 * minute);
    expect(series.lines.map((line) => [line.column.name, ...line.closed])).toEqual([
      ['visits', 9],
      ['visitors', 5],
    ]);
    expect(series.exact).toBe(false);
  });

  it('draws numbers only', () => {
    expect(drawable(pages).map(({ name }) => name)).toEqual(['visits', 'visitors', 'price']);
  });
});

describe('top entries of a breakdown', () => {
  it('are summed over the windows shown, largest first', () => {
    const rows = timed(
      row(1, 100, { by: { page: 'old' } }),
      row(8, 4, { by: { page: 'a' } }),
      row(9, 4, { by: { page: 'a' } }),
      row(9, 5, { by: { page: 'b' } }),
      row(9, 1, { by: { page: 'c' } }),
    );
    expect(topEntries(clients, rows, 5 * minute, 2)).toEqual([
      { by: ['a'], values: [8, 4] },
      { by: ['b'], values: [5, 3] },
    ]);
  });
});
