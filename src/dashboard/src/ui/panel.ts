import { h, setText } from '../dom';
import type { Key, View } from '../model/catalog';
import { formatNumber, type Clock } from '../model/format';
import type { TimedRow } from '../model/rowTable';
import type { Series } from '../model/series';
import { Chart, seriesColour } from './chart';
import { keyLabel } from './keyPicker';
import { breakdownTable, windowTable } from './tables';

/** What a panel shows. */
export interface PanelContent {
  readonly series: Series;
  readonly rows: readonly TimedRow[];
  readonly clock: Clock;
  readonly nowMs: number;
}

/** One key: its newest numbers, its chart, and on request the same as tables. */
export class Panel {
  private content: PanelContent | null = null;
  private chart: Chart | null = null;
  private hovered: number | null = null;
  private readonly values: HTMLElement[] = [];
  private readonly readout = h('p', { class: 'readout' });
  private readonly plot = h('div', { class: 'plot', role: 'img' });
  private readonly tables = h('div', { class: 'tables', tabindex: '0', role: 'region', 'aria-label': 'Numbers', hidden: true });
  private readonly legend = h('dl', { class: 'legend' });
  private readonly tableButton = h('button', { type: 'button', 'aria-expanded': 'false', onclick: () => this.toggleTables() }, 'Table');
  readonly element: HTMLElement;

  /** @param remove takes the key off the page */
  constructor(private readonly view: View, readonly key: Key, remove: () => void) {
    const parts = key.map((part) => part || '(empty)');
    const title = h('h2', { title: keyLabel(key) }, ...parts.map((part, i) => h('span', { class: i < parts.length - 1 ? 'part' : null }, part)));
    const close = h('button', { type: 'button', class: 'icon', 'aria-label': `Remove ${keyLabel(key)}`, onclick: remove }, '×');
    this.element = h(
      'section',
      { class: 'panel', 'aria-label': keyLabel(key) },
      h('header', {}, title, h('div', { class: 'tools' }, this.tableButton, close)),
      this.legend,
      this.plot,
      this.readout,
      this.tables,
    );
  }

  update(content: PanelContent): void {
    this.content = content;
    if (this.chart) {
      this.chart.update(content.series, content.clock);
    } else {
      this.begin(content);
    }
    this.describe();
    this.fillTables();
  }

  redraw(): void {
    this.chart?.redraw();
  }

  destroy(): void {
    this.chart?.destroy();
    this.element.remove();
  }

  private begin({ series, clock }: PanelContent): void {
    series.lines.forEach(({ column }, i) => {
      const value = h('dd', {});
      this.values.push(value);
      this.legend.append(h('div', {}, h('dt', {}, h('span', { class: `swatch ${seriesColour(i)}`, 'aria-hidden': 'true' }), column.name), value));
    });
    this.chart = new Chart(this.plot, series, clock, (index) => {
      this.hovered = index;
      this.describe();
    });
  }

  // The window under the cursor, else the newest closed one.
  private describe(): void {
    if (!this.content) {
      return;
    }
    const { series, clock, nowMs } = this.content;
    const newest = lastClosed(series);
    const at = this.hovered ?? newest;
    const startMs = (series.starts[at] ?? 0) * 1000;
    const endMs = series.endsMs[at] ?? startMs;
    series.lines.forEach((line, i) => {
      const value = this.values[i];
      const number = line.closed[at] ?? line.open[at] ?? null;
      if (value) {
        setText(value, (series.exact || number === null ? '' : '≈ ') + formatNumber(number));
      }
    });
    const span = `${clock.full(startMs, nowMs)} – ${clock.seconds(endMs)}`;
    const counting = at >= series.openFrom;
    setText(this.readout, [span, counting ? 'still counting' : null, this.summed(), this.silence()].filter(Boolean).join(' · '));
    this.plot.setAttribute('aria-label', this.description(newest));
  }

  private summed(): string | null {
    return this.view.by.length > 0 ? `sum over ${this.view.by.join(', ')}` : null;
  }

  private silence(): string | null {
    if (!this.content || this.content.series.any) {
      return null;
    }
    const { rows, clock, nowMs } = this.content;
    const last = rows.reduce((latest, { startMs }) => Math.max(latest, startMs), -Infinity);
    return last > -Infinity ? `nothing in these windows; last seen ${clock.full(last, nowMs)}` : 'nothing seen';
  }

  private description(at: number): string {
    const { series } = this.content ?? {};
    const lines = series?.lines.map(({ column, closed }) => {
      const numbers = closed.filter((value) => value !== null);
      const range = numbers.length > 0 ? `, between ${formatNumber(Math.min(...numbers))} and ${formatNumber(Math.max(...numbers))}` : '';
      return `${column.name} ${formatNumber(closed[at] ?? null)}${range}`;
    });
    return `Line chart of ${keyLabel(this.key)} over ${series?.starts.length ?? 0} windows. Newest: ${lines?.join('; ') ?? ''}.`;
  }

  private toggleTables(): void {
    this.tables.hidden = !this.tables.hidden;
    this.tableButton.setAttribute('aria-expanded', String(!this.tables.hidden));
    this.fillTables();
  }

  private fillTables(): void {
    if (this.tables.hidden || !this.content) {
      return;
    }
    const { series, rows, clock } = this.content;
    const breakdown = this.view.by.length > 0 ? [breakdownTable(this.view, rows, series)] : [];
    this.tables.replaceChildren(...breakdown, windowTable(this.view, series, clock));
  }
}

function lastClosed({ openFrom, starts }: Series): number {
  return (openFrom > 0 ? openFrom : starts.length) - 1;
}
