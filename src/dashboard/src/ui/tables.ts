import { h } from '../dom';
import { topEntries } from '../model/breakdown';
import type { View } from '../model/catalog';
import { formatDuration, formatNumber, type Clock } from '../model/format';
import type { TimedRow } from '../model/rowTable';
import type { Series } from '../model/series';

const listedEntries = 10;

/** A chart's numbers as a table, newest first. */
export function windowTable(view: View, series: Series, clock: Clock): HTMLElement {
  const { length_ms, every_ms, zone } = view.window;
  const names = series.lines.map(({ column }) => column.name);
  const rows = series.starts.map((start, i) => {
    const values = series.lines.map((line) => line.closed[i] ?? line.open[i] ?? null);
    return { startMs: start * 1000, endMs: series.endsMs[i] ?? 0, values, counting: i >= series.openFrom };
  });
  return table(
    zone === undefined ? `Windows of ${length_ms / 1000} s, newest first` : `Windows of ${formatDuration(length_ms)} by the clock of ${zone}, newest first`,
    ['window', ...names],
    rows.reverse().map(({ startMs, endMs, values, counting }) => [
      `${clock.step(startMs, every_ms)}–${clock.step(endMs, every_ms)}${counting ? ' (counting)' : ''}`,
      ...values.map(formatNumber),
    ]),
  );
}

/** The largest entries of a breakdown over the windows shown. */
export function breakdownTable(view: View, rows: readonly TimedRow[], series: Series): HTMLElement {
  const entries = topEntries(view, rows, (series.starts[0] ?? 0) * 1000, listedEntries);
  const names = series.lines.map(({ column }) => column.name);
  return table(
    `The ${listedEntries} largest by ${view.by.join(', ')}, over the windows shown`,
    [view.by.join(' › '), ...names],
    entries.map((entry) => [entry.by.join(' › '), ...entry.values.map(formatNumber)]),
  );
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  return h(
    'table',
    {},
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...rows.map(([first, ...rest]) => h('tr', {}, h('th', { scope: 'row' }, first ?? ''), ...rest.map((value) => h('td', {}, value))))),
  );
}
