import { describe, expect, it } from 'vitest';
import type { Row } from '../src/live/messages';
import type { View } from '../src/model/catalog';
import { Clock } from '../src/model/format';
import { RowTable } from '../src/model/rowTable';
import { buildSeries } from '../src/model/series';
import { lastWindows, startOfWindowTo } from '../src/model/windows';
import { pages, row } from './rows';

const hour = 3_600_000;
const days: View = { ...pages, window: { length_ms: 24 * hour, every_ms: 24 * hour, zone: 'Europe/Berlin' } };
const at = (time: string): number => Date.parse(time);

// Clocks are set forward on the 31st, which has 23 hours.
const friday = at('2024-03-28T23:00Z');
const saturday = at('2024-03-29T23:00Z');
const sunday = at('2024-03-30T23:00Z');
const monday = at('2024-03-31T22:00Z');

function day(startMs: number, endMs: number, visits: number, change: Partial<Row> = {}): Row {
  const time = (ms: number): string => new Date(ms).toISOString();
  return row(0, visits, { window: { start: time(startMs), end: time(endMs), first_event: startMs }, ...change });
}

describe('windows of a zone', () => {
  it('end where their rows say', () => {
    const ends = new Map([[saturday, sunday], [sunday, monday]]);
    expect(lastWindows(days, 2, sunday, ends)).toEqual([{ startMs: saturday, endMs: sunday }, { startMs: sunday, endMs: monday }]);
  });

  it('that have no row fill the time between those that have', () => {
    const ends = new Map([[friday, saturday], [monday, monday + 24 * hour]]);
    expect(lastWindows(days, 5, monday, ends).map(({ startMs }) => startMs)).toEqual([friday - 24 * hour, friday, saturday, monday - 24 * hour, monday]);
    const short = new Map([[saturday, sunday], [monday, monday + 24 * hour]]);
    expect(lastWindows(days, 3, monday, short)[1]).toEqual({ startMs: sunday, endMs: monday });
  });

  it('are drawn with their own ends, and closed up to the one that ended last', () => {
    const table = new RowTable(days.key, 100 * 24 * hour);
    table.add([day(saturday, sunday, 4), day(sunday, monday, 5), day(monday, monday + 24 * hour, 1, { layer: 'open' })]);
    expect(startOfWindowTo(days, monday, table.ends)).toBe(sunday);
    const series = buildSeries(days, table.of(['Action', 'Die Hard']), 3, monday, sunday, table.ends);
    expect(series.endsMs).toEqual([sunday, monday, monday + 24 * hour]);
    expect(series.lines[0]?.closed).toEqual([4, 5, null]);
  });

  it('are shown by the clock of their zone', () => {
    expect(new Clock(false, 'Europe/Berlin').step(sunday, 24 * hour)).toBe(new Clock(true).step(at('2024-03-31T00:00Z'), 24 * hour));
    expect(new Clock(true, 'Europe/Berlin').step(sunday, 24 * hour)).toContain('23:00');
    expect(new Clock(false, 'Europe/Atlantis').seconds(sunday)).toBe(new Clock(false).seconds(sunday));
  });
});
