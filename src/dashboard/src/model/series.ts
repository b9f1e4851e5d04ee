import type { Column, View } from './catalog';
import type { TimedRow } from './rowTable';
import { lastWindows, type WindowSpan } from './windows';

/** How rows of one key and window become one point; null for columns that cannot be drawn. */
type Combine = ((a: number, b: number) => number) | null;

/** A column's line: closed windows, and apart from them those that still count. */
export interface Line {
  readonly column: Column;
  readonly closed: (number | null)[];
  /** Begins at the last closed point, so that the lines meet. */
  readonly open: (number | null)[];
}

/** What a chart draws. */
export interface Series {
  /** Window starts in unix seconds, without gaps. */
  readonly starts: number[];
  /** Where each window ends, in unix milliseconds. */
  readonly endsMs: readonly number[];
  readonly lines: readonly Line[];
  /** The first window that still counts; the number of windows when none does. */
  readonly openFrom: number;
  /** False when one of the points is an estimate. */
  readonly exact: boolean;
  /** Whether any of the windows has a row. */
  readonly any: boolean;
}

/** The columns of a view that can be drawn, with a breakdown summed up. */
export function drawable(view: View): Column[] {
  return view.columns.filter((column) => combine(column, view.by.length > 0) !== null);
}

/**
 * Lays a key's rows over the last windows of the view. A window without a row counts as zero for counts, distinct counts and
 * sums, and as a gap for the rest; so does one whose rows have no value. Rows of a breakdown are added up; smallest and largest
 * values are kept as such.
 *
 * @param newestStartMs start of the last window to draw
 * @param newestClosedStartMs start of the last window that is known to be closed
 * @param ends where windows that have rows end, by their start
 */
export function buildSeries(
  view: View,
  rows: readonly TimedRow[],
  points: number,
  newestStartMs: number,
  newestClosedStartMs: number,
  ends: ReadonlyMap<number, number> = new Map(),
): Series {
  const windows = lastWindows(view, points, newestStartMs, ends);
  const slots = group(rows, windows);
  const openFrom = firstOpen(slots, windows.filter(({ startMs }) => startMs <= newestClosedStartMs).length);
  return {
    starts: windows.map(({ startMs }) => startMs / 1000),
    endsMs: windows.map(({ endMs }) => endMs),
    lines: drawable(view).map((column) => line(column, view, slots, openFrom)),
    openFrom: Math.max(0, Math.min(openFrom, points)),
    exact: slots.every((slot) => slot.every(({ row }) => row.exact)),
    any: slots.some((slot) => slot.length > 0),
  };
}

function group(rows: readonly TimedRow[], windows: readonly WindowSpan[]): TimedRow[][] {
  const slots = new Map(windows.map(({ startMs }): [number, TimedRow[]] => [startMs, []]));
  for (const timed of rows) {
    slots.get(timed.startMs)?.push(timed);
  }
  return [...slots.values()].map((slot) => (slot.some(isClosed) ? slot.filter(isClosed) : slot));
}

const isClosed = ({ row }: TimedRow): boolean => row.layer !== 'open';

// Another key's window may have closed while this one's still counts.
function firstOpen(slots: readonly TimedRow[][], afterClosed: number): number {
  const counting = slots.findIndex((slot) => slot.length > 0 && !slot.some(isClosed));
  return counting < 0 ? afterClosed : Math.min(counting, afterClosed);
}

function line(column: Column, view: View, slots: readonly TimedRow[][], openFrom: number): Line {
  const values = slots.map((slot) => combined(column, view, slot));
  return {
    column,
    closed: values.map((v, i) => (i < openFrom ? v : null)),
    open: values.map((v, i) => (i >= openFrom - 1 && openFrom < values.length ? v : null)),
  };
}

/** What some rows have in a column together; null where none has a value and nothing is not zero. */
export function combined(column: Column, view: View, rows: readonly TimedRow[]): number | null {
  const add = combine(column, view.by.length > 0);
  const values = rows.map(({ row }) => row.columns[column.name]).filter((v) => typeof v === 'number');
  if (values.length === 0 || add === null) {
    return isAdditive(column) ? 0 : null;
  }
  return values.reduce(add);
}

/** The points of a line that no other stands beside: no line goes through them. */
export function lonely(values: readonly (number | null | undefined)[]): number[] {
  const has = (i: number): boolean => typeof values[i] === 'number';
  return [...values.keys()].filter((i) => has(i) && !has(i - 1) && !has(i + 1));
}

const isAdditive = (column: Column): boolean => ['count', 'distinct', 'sum'].includes(column.kind.toLowerCase());

function combine(column: Column, breakdown: boolean): Combine {
  switch (column.kind.toLowerCase()) {
    case 'count':
    case 'distinct':
    case 'sum':
      return (a, b) => a + b;
    case 'min':
      return (a, b) => Math.min(a, b);
    case 'max':
      return (a, b) => Math.max(a, b);
    case 'avg':
      // The mean of means is not the mean.
      return breakdown ? null : (_, b) => b;
    default:
      return null;
  }
}
