import { searchKeys } from '../api';
import { h, setText } from '../dom';
import { keyId, type Key, type View } from '../model/catalog';

// Long enough not to ask for every letter of a word, short enough not to be noticed.
const typingPauseMs = 150;

/** A key as people read it: `Action › Die Hard`. */
export const keyLabel = (key: Key): string => key.map((part) => part || '(empty)').join(' › ');

/** Searches keys and lets several be picked, by mouse or by keyboard. */
export class KeyPicker {
  private options: Key[] = [];
  private active = -1;
  private timer = 0;
  private request: AbortController | null = null;
  private view: { pipeline: string; view: View } | null = null;
  private selected = new Set<string>();

  private readonly input = h('input', {
    id: 'key-search',
    type: 'search',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'Search keys…',
    'aria-expanded': 'false',
    'aria-controls': 'key-options',
    'aria-autocomplete': 'list',
    oninput: () => this.later(),
    onfocus: () => this.later(),
    onblur: () => this.close(),
    onkeydown: (event: KeyboardEvent) => this.onKey(event),
  });
  private readonly list = h('ul', { id: 'key-options', role: 'listbox', 'aria-label': 'Keys', 'aria-multiselectable': 'true', hidden: true });
  private readonly note = h('p', { class: 'picker-note', hidden: true });
  readonly element = h('div', { class: 'picker' }, this.input, h('div', { class: 'popup' }, this.list, this.note));

  constructor(private readonly toggled: (key: Key) => void) {}

  show(pipeline: string, view: View, selected: readonly Key[]): void {
    this.view = { pipeline, view };
    this.selected = new Set(selected.map(keyId));
    this.input.placeholder = `Search ${view.key.join(', ')}…`;
    this.input.setAttribute('aria-label', `Search keys: ${view.key.join(', ')}`);
    this.render();
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.search(), typingPauseMs);
  }

  private async search(): Promise<void> {
    this.request?.abort();
    const request = (this.request = new AbortController());
    if (!this.view || document.activeElement !== this.input) {
      return;
    }
    try {
      this.options = await searchKeys(this.view.pipeline, this.view.view, this.input.value, request.signal);
      this.open(this.options.length > 0 ? '' : this.input.value ? `No key begins with “${this.input.value}”.` : 'No keys yet.');
    } catch (error) {
      if (!request.signal.aborted) {
        this.options = [];
        this.open(`Keys cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  private open(note: string): void {
    this.active = -1;
    setText(this.note, note);
    this.note.hidden = note === '';
    this.list.hidden = this.options.length === 0;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    this.render();
  }

  private close(): void {
    window.clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.note.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  private render(): void {
    this.list.replaceChildren(...this.options.map((key, i) => this.option(key, i)));
    const current = this.list.children[this.active];
    if (current) {
      this.input.setAttribute('aria-activedescendant', current.id);
      current.scrollIntoView({ block: 'nearest' });
    } else {
      this.input.removeAttribute('aria-activedescendant');
    }
  }

  private option(key: Key, i: number): HTMLElement {
    return h(
      'li',
      {
        id: `key-option-${i}`,
        role: 'option',
        'aria-selected': String(this.selected.has(keyId(key))),
        class: i === this.active ? 'active' : null,
        // Not click: the input would lose the focus first, and the list would be gone.
        onmousedown: (event: MouseEvent) => {
          event.preventDefault();
          this.toggled(key);
        },
      },
      keyLabel(key),
    );
  }

  private onKey(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.move(step);
    } else if (event.key === 'Enter') {
      const key = this.options[Math.max(0, this.active)];
      if (key && !this.list.hidden) {
        event.preventDefault();
        this.toggled(key);
      }
    } else if (event.key === 'Escape') {
      this.close();
    }
  }

  private move(step: number): void {
    if (this.list.hidden) {
      void this.search();
      return;
    }
    const count = this.options.length;
    this.active = (this.active + step + count) % count;
    if (step < 0 && this.active === count - 1 && count === 1) {
      this.active = 0;
    }
    this.render();
  }
}
