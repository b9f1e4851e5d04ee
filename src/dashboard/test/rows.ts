import type { LiveMessage, Row } from '../src/live/messages';
import type { View } from '../src/model/catalog';

export const minute = 60_000;

export const pages: View = {
  name: 'pages',
  key: ['topic', 'page'],
  by: [],
  window: { length_ms: 2 * minute, every_ms: minute },
  columns: [
    { name: 'visits', kind: 'count', type: 'long' },
    { name: 'visitors', kind: 'distinct', type: 'long' },
    { name: 'price', kind: 'avg', type: 'double' },
    { name: 'referrer', kind: 'last', type: 'text' },
  ],
};

/** Smallest and largest values before what is added up. */
export const prices: View = {
  ...pages,
  name: 'prices',
  columns: [
    { name: 'cheapest', kind: 'min', type: 'decimal' },
    { name: 'dearest', kind: 'max', type: 'decimal' },
    { name: 'turnover', kind: 'sum', type: 'decimal' },
  ],
};

export const clients: View = { ...pages, name: 'clients', key: ['client'], by: ['page'], columns: pages.columns.slice(0, 3) };

/** A row of the window that starts at a minute. */
export function row(start: number, visits: number, change: Partial<Row> = {}): Row {
  const time = (ms: number): string => new Date(ms).toISOString();
  return {
    key: { topic: 'Action', page: 'Die Hard' },
    by: {},
    window: { start: time(start * minute), end: time((start + 2) * minute), first_event: start * minute },
    columns: { visits, visitors: Math.ceil(visits / 2), price: visits / 10, referrer: 'x' },
    layer: 'speed',
    exact: true,
    revision: 0,
    ...change,
  };
}

export const message = (seq: number, change: Partial<LiveMessage> = {}): LiveMessage => ({ id: 's1', seq, asOf: null, rows: [], ...change });
