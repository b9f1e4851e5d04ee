import { h } from '../dom';
import type { Key } from '../model/catalog';
import { keyLabel } from './keyPicker';

export interface SelectionEvents {
  remove(key: Key): void;
  keep(): void;
  follow(): void;
}

/** Says which keys are shown and why, and lets that be changed. */
export function selectionBar(picked: readonly Key[], shown: number, events: SelectionEvents): HTMLElement {
  const bar = h('div', { class: 'selection', role: 'group', 'aria-label': 'Keys shown' });
  if (picked.length === 0) {
    bar.append(
      h('strong', {}, 'Busiest now'),
      h('span', { class: 'hint' }, 'the keys with most in the latest windows, followed as they change'),
      ...(shown > 0 ? [h('button', { type: 'button', onclick: () => events.keep() }, 'Keep these')] : []),
    );
    return bar;
  }
  bar.append(
    ...picked.map((key) =>
      h('span', { class: 'chip' }, keyLabel(key), h('button', { type: 'button', 'aria-label': `Remove ${keyLabel(key)}`, onclick: () => events.remove(key) }, '×')),
    ),
    h('button', { type: 'button', onclick: () => events.follow() }, 'Follow the busiest'),
  );
  return bar;
}
