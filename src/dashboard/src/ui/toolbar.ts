import { h } from '../dom';
import type { Pipeline, View } from '../model/catalog';
import { maxPoints, minPoints, type PageState } from '../model/urlState';

export interface ToolbarEvents {
  pipeline(name: string): void;
  view(name: string): void;
  points(count: number): void;
  open(shown: boolean): void;
  utc(shown: boolean): void;
  pause(): void;
}

/** The controls above the charts. */
export class Toolbar {
  private readonly pipeline = h('select', { id: 'pipeline', onchange: () => this.events.pipeline(this.pipeline.value) });
  private readonly view = h('select', { id: 'view', onchange: () => this.events.view(this.view.value) });
  private readonly points = h('input', {
    id: 'points',
    type: 'range',
    min: minPoints,
    max: maxPoints,
    step: 5,
    oninput: () => this.events.points(this.points.valueAsNumber),
  });
  private readonly count = h('output', { for: 'points' });
  private readonly open = h('input', { id: 'open', type: 'checkbox', onchange: () => this.events.open(this.open.checked) });
  private readonly utc = h('input', { id: 'utc', type: 'checkbox', onchange: () => this.events.utc(this.utc.checked) });
  private readonly pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => this.events.pause() }, 'Pause');
  readonly element: HTMLElement;

  constructor(private readonly events: ToolbarEvents, picker: HTMLElement) {
    this.element = h(
      'div',
      { class: 'toolbar', role: 'group', 'aria-label': 'What is shown' },
      field('pipeline', 'Pipeline', this.pipeline),
      field('view', 'View', this.view),
      field('key-search', 'Keys', picker, 'grow'),
      field('points', 'Points', h('span', { class: 'slider' }, this.points, this.count)),
      h('label', { class: 'check', title: 'Also draw windows that still count, dashed' }, this.open, 'Counting windows'),
      h('label', { class: 'check', title: 'Show times in UTC instead of your own zone' }, this.utc, 'UTC'),
      this.pause,
    );
  }

  update(pipelines: readonly Pipeline[], state: PageState, views: readonly View[], paused: boolean): void {
    fill(this.pipeline, pipelines.map(({ name }) => name), state.pipeline);
    fill(this.view, views.map(({ name }) => name), state.view);
    this.points.valueAsNumber = state.points;
    this.count.textContent = String(state.points);
    this.open.checked = state.open;
    this.utc.checked = state.utc;
    this.pause.textContent = paused ? 'Resume' : 'Pause';
    this.pause.setAttribute('aria-pressed', String(paused));
  }
}

function field(id: string, label: string, control: HTMLElement, extra = ''): HTMLElement {
  return h('div', { class: `field ${extra}` }, h('label', { for: id }, label), control);
}

function fill(select: HTMLSelectElement, names: readonly string[], chosen: string): void {
  if ([...select.options].map(({ value }) => value).join('\n') !== names.join('\n')) {
    select.replaceChildren(...names.map((name) => h('option', { value: name }, name)));
  }
  select.value = chosen;
}
