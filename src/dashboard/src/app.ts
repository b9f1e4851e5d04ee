import { fetchPipelines, nodeNow } from './api';
import { h, setText } from './dom';
import { backoffMs } from './live/backoff';
import { LiveConnection } from './live/connection';
import type { LiveMessage } from './live/messages';
import { arrange } from './model/arrange';
import { keyId, keyObject, keyOf, type Key, type Pipeline, type View } from './model/catalog';
import { Clock } from './model/format';
import { RowTable } from './model/rowTable';
import { buildSeries } from './model/series';
import { maxKeys, maxPoints, readState, writeState, type PageState } from './model/urlState';
import { startOfWindowTo } from './model/windows';
import { KeyPicker } from './ui/keyPicker';
import { noEvents, noPipelines, waiting } from './ui/notices';
import { Panel } from './ui/panel';
import { selectionBar } from './ui/selectionBar';
import { StatusBar } from './ui/statusBar';
import { themeSelect } from './ui/theme';
import { Toolbar } from './ui/toolbar';

const busiest = 5;

/** When drawing was stopped, and how far the numbers on the page go. */
interface Paused {
  readonly atMs: number;
  readonly asOfMs: number | null;
}

/** The page: what is chosen, what has come, and what is drawn of it. */
export class App {
  private pipelines: readonly Pipeline[] = [];
  private state: PageState = readState(location.search);
  private clock = new Clock(this.state.utc);
  private rows = new RowTable([], 0);
  private watched: View | null = null;
  private shown: readonly Key[] = [];
  private loaded = false;
  private received = false;
  private asOfMs: number | null = null;
  private paused: Paused | null = null;
  private drawing = 0;
  private refusal: string | null = null;
  private failure: string | null = null;
  private panels = new Map<string, Panel>();

  private readonly status = new StatusBar();
  private readonly picker = new KeyPicker((key) => this.toggle(key));
  private readonly toolbar = new Toolbar(
    {
      pipeline: (pipeline) => this.go({ pipeline, view: '', keys: [] }),
      view: (view) => this.go({ view, keys: [] }),
      points: (points) => this.change({ points }),
      open: (open) => this.change({ open }, true),
      utc: (utc) => this.change({ utc }),
      pause: () => this.togglePause(),
    },
    this.picker.element,
  );
  private readonly selection = h('div', {});
  private readonly alert = h('p', { class: 'alert', hidden: true });
  private readonly charts = h('div', { class: 'charts' }, waiting());
  private readonly connection = new LiveConnection(new URL('hubs/live', document.baseURI).href, {
    state: (state) => {
      this.status.setState(state);
      this.tick();
    },
    message: (message) => this.receive(message),
    refused: (reason) => {
      this.refusal = reason;
      this.draw();
    },
  });

  constructor(root: HTMLElement) {
    const theme = themeSelect(() => this.panels.forEach((panel) => panel.redraw()));
    root.replaceChildren(
      h('header', { class: 'top' }, h('h1', {}, 'ActorPipeline ', h('span', {}, 'live')), this.status.element, theme),
      h('main', {}, this.toolbar.element, this.selection, this.alert, this.charts),
    );
  }

  async start(): Promise<void> {
    window.addEventListener('popstate', () => {
      this.state = readState(location.search);
      this.settle();
    });
    window.setInterval(() => this.tick(), 1000);
    this.connection.start();
    await this.load();
  }

  // Asks until the node answers: it may be starting.
  private async load(attempt = 0): Promise<void> {
    try {
      this.pipelines = await fetchPipelines();
      this.loaded = true;
      this.failure = null;
    } catch (error) {
      this.failure = `The pipelines cannot be read: ${error instanceof Error ? error.message : String(error)}. Trying again.`;
      this.draw();
      window.setTimeout(() => void this.load(attempt + 1), backoffMs(attempt, Math.random));
      return;
    }
    this.settle();
  }

  private get pipeline(): Pipeline | undefined {
    return this.pipelines.find(({ name }) => name === this.state.pipeline) ?? this.pipelines[0];
  }

  private get view(): View | undefined {
    return this.pipeline?.views.find(({ name }) => name === this.state.view) ?? this.pipeline?.views[0];
  }

  /** Brings everything in line with the state, wherever that came from. */
  private settle(): void {
    const { pipeline, view } = this;
    if (!pipeline || !view) {
      this.draw();
      return;
    }
    const keys = this.state.keys.filter((key) => key.length === view.key.length);
    this.state = { ...this.state, pipeline: pipeline.name, view: view.name, keys };
    this.clock = new Clock(this.state.utc, view.window.zone);
    this.watch(pipeline, view);
  }

  private watch(pipeline: Pipeline, view: View): void {
    if (view !== this.watched) {
      this.forget();
      this.watched = view;
      this.rows = new RowTable(view.key, maxPoints * view.window.every_ms);
    }
    this.shown = this.state.keys.length > 0 ? this.state.keys : this.shown;
    this.paused = null;
    this.refusal = null;
    this.picker.show(pipeline.name, view, this.state.keys);
    const which = this.state.keys.length > 0 ? { keys: this.state.keys.map((key) => keyObject(view.key, key)) } : { top: busiest };
    this.connection.watch({ pipeline: pipeline.name, view: view.name, ...which, open: this.state.open, last: maxPoints });
    this.draw();
  }

  private forget(): void {
    this.panels.forEach((panel) => panel.destroy());
    this.panels.clear();
    this.shown = [];
    this.received = false;
    this.asOfMs = null;
  }

  private receive(message: LiveMessage): void {
    if (message.reset) {
      this.rows.clear();
      this.asOfMs = null;
      this.received = true;
      this.show(message.keys ?? []);
    }
    this.rows.add(message.rows);
    this.rows.prune();
    const asOf = message.asOf === null ? null : Date.parse(message.asOf);
    this.asOfMs = asOf === null ? this.asOfMs : Math.max(asOf, this.asOfMs ?? asOf);
    this.refusal = message.error ?? null;
    this.draw();
  }

  private show(keys: NonNullable<LiveMessage['keys']>): void {
    const { view } = this;
    if (view && this.state.keys.length === 0) {
      this.shown = arrange(this.shown, keys.map((key) => keyOf(view.key, key)));
    }
  }

  // Another page in the history: a different pipeline, view or set of keys.
  private go(change: Partial<PageState>): void {
    this.state = { ...this.state, ...change };
    this.settle();
    history.pushState(null, '', location.pathname + writeState(this.state));
  }

  private change(change: Partial<PageState>, again = false): void {
    this.state = { ...this.state, ...change };
    this.clock = new Clock(this.state.utc, this.view?.window.zone);
    history.replaceState(null, '', location.pathname + writeState(this.state));
    if (again) {
      this.settle();
    }
    this.draw();
  }

  private toggle(key: Key): void {
    const id = keyId(key);
    const without = this.state.keys.filter((one) => keyId(one) !== id);
    const keys = without.length < this.state.keys.length ? without : [...this.state.keys, key];
    if (keys.length <= maxKeys) {
      this.go({ keys });
    }
  }

  private remove(key: Key): void {
    this.go({ keys: this.shown.filter((one) => keyId(one) !== keyId(key)) });
  }

  private togglePause(): void {
    this.paused = this.paused === null ? { atMs: nodeNow(), asOfMs: this.asOfMs } : null;
    this.draw();
  }

  // Many changes, one drawing.
  private draw(): void {
    this.drawing ||= requestAnimationFrame(() => {
      this.drawing = 0;
      this.render();
    });
  }

  private tick(): void {
    const asOfMs = this.paused ? this.paused.asOfMs : this.asOfMs;
    this.status.update(asOfMs, this.paused?.atMs ?? null, nodeNow(), this.clock);
  }

  private render(): void {
    this.tick();
    this.toolbar.update(this.pipelines, this.state, this.pipeline?.views ?? [], this.paused !== null);
    const problem = this.failure ?? this.refusal;
    this.alert.hidden = problem === null;
    setText(this.alert, problem ?? '');
    if (this.paused === null) {
      this.renderSelection();
      this.renderCharts();
    }
  }

  private renderSelection(): void {
    const bar = selectionBar(this.state.keys, this.shown.length, {
      remove: (key) => this.remove(key),
      keep: () => this.go({ keys: this.shown }),
      follow: () => this.go({ keys: [] }),
    });
    // Only where it differs: a button that is focused stays.
    if (this.selection.textContent !== bar.textContent) {
      this.selection.replaceChildren(bar);
    }
  }

  private renderCharts(): void {
    const { pipeline, view } = this;
    if (!pipeline || !view) {
      this.charts.replaceChildren(this.loaded ? noPipelines() : waiting());
      return;
    }
    if (!this.received) {
      return;
    }
    if (this.shown.length === 0) {
      this.charts.replaceChildren(noEvents(pipeline.name));
      return;
    }
    this.placePanels(view);
    this.updatePanels(view);
  }

  private placePanels(view: View): void {
    const wanted = new Set(this.shown.map(keyId));
    for (const [id, panel] of this.panels) {
      if (!wanted.has(id)) {
        panel.destroy();
        this.panels.delete(id);
      }
    }
    const ordered = this.shown.map((key) => this.panelOf(view, key).element);
    if (ordered.length !== this.charts.children.length || ordered.some((element, i) => this.charts.children[i] !== element)) {
      this.charts.replaceChildren(...ordered);
    }
  }

  private panelOf(view: View, key: Key): Panel {
    const known = this.panels.get(keyId(key));
    if (known) {
      return known;
    }
    const panel = new Panel(view, key, () => this.remove(key));
    this.panels.set(keyId(key), panel);
    return panel;
  }

  private updatePanels(view: View): void {
    const ends = view.window.zone === undefined ? new Map<number, number>() : this.rows.ends;
    const asOfStart = this.asOfMs === null ? -Infinity : startOfWindowTo(view, this.asOfMs, ends);
    const closed = Math.max(asOfStart, this.rows.newestClosedStartMs);
    const newest = Math.max(closed, this.rows.newestStartMs);
    for (const panel of this.panels.values()) {
      const rows = this.rows.of(panel.key);
      const series = buildSeries(view, rows, this.state.points, Number.isFinite(newest) ? newest : 0, closed, ends);
      panel.update({ series, rows, clock: this.clock, nowMs: nodeNow() });
    }
  }
}
