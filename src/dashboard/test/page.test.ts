import { describe, expect, it } from 'vitest';
import { backoffMs } from '../src/live/backoff';
import { arrange } from '../src/model/arrange';
import { Clock, formatDuration } from '../src/model/format';
import { readState, writeState, type PageState } from '../src/model/urlState';

describe('the address', () => {
  it('says all of what is on the page', () => {
    const state: PageState = {
      pipeline: 'csc8101',
      view: 'page-visitors',
      keys: [['Action', 'Die Hard & more?'], ['Ä', '']],
      points: 25,
      open: false,
      utc: true,
    };
    expect(readState(writeState(state))).toEqual(state);
  });

  it('is empty for the defaults', () => {
    expect(writeState(readState(''))).toBe('');
  });

  it.each([
    ['?points=9', 10],
    ['?points=1000', 100],
    ['?points=x', 60],
  ])('keeps the number of points of %s within bounds', (search, points) => {
    expect(readState(search).points).toBe(points);
  });

  it('leaves out keys that are none', () => {
    expect(readState('?key=x&key=[1]&key=[]&key=["a"]').keys).toEqual([['a']]);
  });
});

describe('places of keys', () => {
  it('do not change for keys that stay', () => {
    expect(arrange([['a'], ['b'], ['c']], [['c'], ['d'], ['a']])).toEqual([['a'], ['d'], ['c']]);
    expect(arrange([['a'], ['b']], [['b']])).toEqual([['b']]);
    expect(arrange([], [['b'], ['a']])).toEqual([['b'], ['a']]);
  });
});

describe('the back-off', () => {
  it('doubles up to ten seconds, less a random half', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => backoffMs(attempt, () => 1))).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect(backoffMs(5, () => 0)).toBe(5000);
  });
});

describe('lengths of time', () => {
  it.each([
    [-5, '0 s'],
    [35_900, '35 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [3_600_000, '1 h'],
    [86_400_000, '1 d'],
    [9 * 365 * 86_400_000, '9 y'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('a clock', () => {
  it('shows as much of a time as tells it from its neighbours', () => {
    const clock = new Clock(true);
    const time = Date.UTC(2017, 0, 25, 14, 2);
    expect(clock.step(time, 5_000)).toBe('14:02:00');
    expect(clock.step(time, 60_000)).toBe('14:02');
    expect(clock.step(time, 86_400_000)).toBe(clock.day(time));
  });

  it('names the day when it is not today', () => {
    const clock = new Clock(true);
    const noon = Date.UTC(2017, 0, 25, 12);
    expect(clock.full(noon, noon)).toBe('12:00:00');
    expect(clock.full(noon, noon + 86_400_000)).toContain('2017');
  });
});
