import uPlot from 'uplot';
import type { Clock } from '../model/format';
import { formatNumber } from '../model/format';
import { lonely, type Series } from '../model/series';
import { colour } from './theme';

const height = 190;
const wholeSteps = Array.from({ length: 15 }, (_, exponent) => [1, 2, 5].map((step) => step * 10 ** exponent)).flat();
const fractionSteps = [1, 2, 5].map((step) => step / 10);
const colours = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5'] as const;

/** The colour of the i-th column, wherever it is shown. */
export const seriesColour = (i: number): string => colours[i % colours.length] ?? colours[0];

/** Draws a key's columns over time: closed windows as a solid line, those that still count dashed. */
export class Chart {
  private readonly plot: uPlot;
  private readonly resize: ResizeObserver;

  /** @param hovered gets the index of the point under the cursor, or null */
  constructor(host: HTMLElement, private series: Series, private clock: Clock, hovered: (index: number | null) => void) {
    this.plot = new uPlot(this.options(host, hovered), data(series), host);
    this.resize = new ResizeObserver(() => this.plot.setSize({ width: Math.max(120, host.clientWidth), height }));
    this.resize.observe(host);
  }

  update(series: Series, clock: Clock): void {
    this.series = series;
    this.clock = clock;
    this.plot.setData(data(series));
  }

  /** Draws again in the theme's colours. */
  redraw(): void {
    this.plot.redraw(false);
  }

  destroy(): void {
    this.resize.disconnect();
    this.plot.destroy();
  }

  private times(splits: readonly number[]): string[] {
    const step = (splits[1] ?? 0) - (splits[0] ?? 0);
    return splits.map((at) => this.clock.step(at * 1000, step * 1000));
  }

  // Half a visit is not a thing.
  private steps(): number[] {
    const whole = this.series.lines.every(({ column }) => ['count', 'distinct'].includes(column.kind.toLowerCase()));
    return whole ? wholeSteps : [...fractionSteps.map((step) => step / 10), ...fractionSteps, ...wholeSteps];
  }

  private options(host: HTMLElement, hovered: (index: number | null) => void): uPlot.Options {
    const axis = { stroke: () => colour('muted'), grid: { stroke: () => colour('grid'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    return {
      width: Math.max(120, host.clientWidth),
      height,
      padding: [10, 28, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'live' }, points: { size: 7 } },
      scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(1, (high ?? 1) * 1.08)] } },
      axes: [
        { ...axis, space: 58, gap: 6, size: 28, values: (_, splits) => this.times(splits) },
        { ...axis, incrs: this.steps(), gap: 6, size: (_, values) => 16 + 7 * Math.max(2, ...(values ?? []).map((value) => value.length)), values: (_, splits) => splits.map(formatNumber) },
      ],
      series: [{}, ...this.series.lines.flatMap((_, i) => lines(i))],
      hooks: { setCursor: [(plot) => hovered(plot.cursor.idx ?? null)] },
    };
  }
}

// The first column is filled: the lines differ by more than their colour.
function lines(i: number): uPlot.Series[] {
  const stroke = (): string => colour(seriesColour(i));
  const fill = i === 0 ? { fill: (): string => colour('series-1-fill') } : {};
  // A value between two gaps is a point.
  const filter = (plot: uPlot, series: number): number[] => lonely([...(plot.data[series] ?? [])]);
  const points: uPlot.Series.Points = { show: false, size: 4, width: 0, fill: stroke, filter };
  return [
    { stroke, width: i === 0 ? 2 : 1.75, points, ...fill },
    { stroke, width: 1.5, dash: [4, 4], points },
  ];
}

const data = (series: Series): uPlot.AlignedData => [series.starts, ...series.lines.flatMap((line) => [line.closed, line.open])];
