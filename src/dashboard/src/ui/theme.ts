import { h } from '../dom';

const stored = 'theme';
const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

function current(): Theme {
  const value = localStorage.getItem(stored);
  return themes.find((theme) => theme === value) ?? 'system';
}

const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** Shows the theme chosen last; the system's by default. */
export function applyTheme(): void {
  const theme = current();
  document.documentElement.dataset['theme'] = theme === 'system' ? (systemDark.matches ? 'dark' : 'light') : theme;
}

/** A choice of theme. `changed` is called whenever colours differ, be it by the system. */
export function themeSelect(changed: () => void): HTMLElement {
  const apply = (): void => {
    applyTheme();
    changed();
  };
  const choose = (): void => {
    localStorage.setItem(stored, select.value);
    apply();
  };
  const select = h(
    'select',
    { 'aria-label': 'Theme', onchange: choose },
    ...themes.map((theme) => h('option', { value: theme, selected: theme === current() }, `${theme[0]?.toUpperCase()}${theme.slice(1)}`)),
  );
  systemDark.addEventListener('change', apply);
  return select;
}

/** A colour of the theme in use. */
export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
