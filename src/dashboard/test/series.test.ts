import { describe, expect, it } from 'vitest';
import type { Row } from '../src/live/messages';
import { topEntries } from '../src/model/breakdown';
import type { TimedRow } from '../src/model/rowTable';
import { buildSeries, drawable, lonely } from '../src/model/series';
import { clients, minute, pages, prices, row } from './rows';

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

  it('has a gap, never zero, where the smallest, largest or mean value is of nothing', () => {
    const priced = (start: number, cheapest: number | null, dearest: number | null, turnover: number): Row =>
      row(start, 0, { columns: { cheapest, dearest, turnover } });
    const series = buildSeries(prices, timed(priced(7, -2, 3, 1), priced(8, null, null, 0), priced(9, 4, 4, 4)), 3, 9 * minute, 9 * minute);
    expect(series.lines.map((line) => line.closed)).toEqual([
      [-2, null, 4],
      [3, null, 4],
      [1, 0, 4],
    ]);
  });

  it('ignores the rows of a breakdown that have no value beside those that have one', () => {
    const view = { ...prices, by: ['page'] };
    const priced = (page: string, price: number | null): Row => row(9, 0, { by: { page }, columns: { cheapest: price, dearest: price, turnover: price ?? 0 } });
    const series = buildSeries(view, timed(priced('a', null), priced('b', 5), priced('c', 7)), 1, 9 * minute, 9 * minute);
    expect(series.lines.map((line) => line.closed)).toEqual([[5], [7], [12]]);
  });

  it('knows where windows begin to count, whatever has a value in them', () => {
    const empty = { columns: { cheapest: null, dearest: null, turnover: 0 } };
    const closed = row(8, 0, empty);
    const counting = row(9, 0, { ...empty, layer: 'open' });
    expect(buildSeries(prices, timed(closed, counting), 3, 9 * minute, 8 * minute).openFrom).toBe(2);
    expect(buildSeries(prices, timed(closed), 3, 9 * minute, 9 * minute).openFrom).toBe(3);
    expect(buildSeries(prices, timed(counting), 3, 9 * minute, -Infinity).openFrom).toBe(0);
  });

  it('knows the points between two gaps', () => {
    expect(lonely([null, 1, null, 2, 3, null, 0])).toEqual([1, 6]);
    expect(lonely([1])).toEqual([0]);
    expect(lonely([1, 2, undefined])).toEqual([]);
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

  it('have a value for each column that is drawn, and those without one come last', () => {
    const view = { ...prices, by: ['page'] };
    const priced = (start: number, page: string, cheapest: number | null, dearest: number | null, turnover: number): Row =>
      row(start, 0, { by: { page }, columns: { cheapest, dearest, turnover } });
    const rows = timed(priced(8, 'none', null, null, 0), priced(8, 'below', -9, -1, -10), priced(9, 'below', null, null, 0), priced(8, 'above', 2, 3, 5), priced(9, 'above', 1, 4, 5));
    expect(topEntries(view, rows, 0, 5)).toEqual([
      { by: ['above'], values: [1, 4, 10] },
      { by: ['below'], values: [-9, -1, -10] },
      { by: ['none'], values: [null, null, 0] },
    ]);
  });
});
