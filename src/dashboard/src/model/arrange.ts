import { keyId, type Key } from './catalog';

/** Puts keys in places: those that were there before stay where they are, new ones take what has become free. */
export function arrange(previous: readonly Key[], next: readonly Key[]): Key[] {
  const wanted = new Set(next.map(keyId));
  const known = new Set(previous.map(keyId));
  const fresh = next.filter((key) => !known.has(keyId(key)));
  const kept = previous.map((key) => (wanted.has(keyId(key)) ? key : fresh.shift()));
  return [...kept.filter((key) => key !== undefined), ...fresh];
}
