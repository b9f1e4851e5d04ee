import type { Key } from './catalog';

/** What is on the page, as far as an address can say it. */
export interface PageState {
  readonly pipeline: string;
  readonly view: string;
  /** Keys the user picked; empty follows the busiest. */
  readonly keys: readonly Key[];
  readonly points: number;
  /** Whether windows that still count are drawn. */
  readonly open: boolean;
  readonly utc: boolean;
}

export const minPoints = 10;
export const maxPoints = 100;
export const maxKeys = 50;

/** Reads an address; whatever is missing or wrong takes its default. */
export function readState(search: string): PageState {
  const params = new URLSearchParams(search);
  return {
    pipeline: params.get('pipeline') ?? '',
    view: params.get('view') ?? '',
    keys: params.getAll('key').map(readKey).filter((key) => key !== null).slice(0, maxKeys),
    points: readPoints(params.get('points')),
    open: params.get('open') !== '0',
    utc: params.get('utc') === '1',
  };
}

/** Writes an address; defaults are left out. */
export function writeState(state: PageState): string {
  const params = new URLSearchParams();
  if (state.pipeline) params.set('pipeline', state.pipeline);
  if (state.view) params.set('view', state.view);
  for (const key of state.keys) params.append('key', JSON.stringify(key));
  if (state.points !== defaultPoints) params.set('points', String(state.points));
  if (!state.open) params.set('open', '0');
  if (state.utc) params.set('utc', '1');
  const text = params.toString();
  return text ? `?${text}` : '';
}

const defaultPoints = 60;

function readPoints(text: string | null): number {
  const points = Number.parseInt(text ?? '', 10);
  return Number.isNaN(points) ? defaultPoints : Math.min(maxPoints, Math.max(minPoints, points));
}

function readKey(text: string): Key | null {
  try {
    const key: unknown = JSON.parse(text);
    return Array.isArray(key) && key.length > 0 && key.every((part) => typeof part === 'string') ? key : null;
  } catch {
    // An address typed by hand.
    return null;
  }
}
