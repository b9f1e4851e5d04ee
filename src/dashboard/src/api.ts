import { keyOf, type Key, type Pipeline, type View } from './model/catalog';

/** How far the node's clock is ahead of this one, in milliseconds, as well as the `Date` header tells. */
export let clockSkewMs = 0;

/** The node's time in unix milliseconds. */
export const nodeNow = (): number => Date.now() + clockSkewMs;

/** The node's pipelines and their views. */
export async function fetchPipelines(): Promise<Pipeline[]> {
  return get<Pipeline[]>('api/pipelines');
}

/** Keys of a view some part of which begins with a text. */
export async function searchKeys(pipeline: string, view: View, prefix: string, signal: AbortSignal): Promise<Key[]> {
  const path = `api/pipelines/${encodeURIComponent(pipeline)}/views/${encodeURIComponent(view.name)}/keys`;
  const query = new URLSearchParams({ prefix, limit: '20' });
  const keys = await get<Record<string, string>[]>(`${path}?${query}`, signal);
  return keys.map((key) => keyOf(view.key, key));
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { headers: { accept: 'application/json' }, signal: signal ?? null });
  noteClock(response);
  if (!response.ok) {
    throw new Error(await problem(response));
  }
  return (await response.json()) as T;
}

function noteClock(response: Response): void {
  const node = Date.parse(response.headers.get('date') ?? '');
  const skew = node - Date.now();
  // The header knows whole seconds only: less than two is not a skew.
  clockSkewMs = Number.isNaN(skew) || Math.abs(skew) < 2000 ? 0 : skew;
}

async function problem(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { title, detail } = JSON.parse(text) as { title?: string; detail?: string };
    return detail ?? title ?? `${response.status} ${response.statusText}`;
  } catch {
    // Not a problem document: a proxy's page, perhaps.
    return `${response.status} ${response.statusText}`;
  }
}
