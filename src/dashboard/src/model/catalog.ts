/** What `GET /api/pipelines` tells of a column. */
export interface Column {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
}

/** What it tells of a view. */
export interface View {
  readonly name: string;
  readonly key: readonly string[];
  readonly by: readonly string[];
  /** With a zone, windows begin and end by its clock, and one may be shorter or longer. */
  readonly window: { readonly length_ms: number; readonly every_ms: number; readonly zone?: string };
  readonly columns: readonly Column[];
}

/** What it tells of a pipeline. */
export interface Pipeline {
  readonly name: string;
  readonly views: readonly View[];
}

/** A key's parts in the view's declared order. */
export type Key = readonly string[];

export const keyId = (key: Key): string => JSON.stringify(key);

export const keyOf = (names: readonly string[], values: Readonly<Record<string, string>>): Key =>
  names.map((name) => values[name] ?? '');

export const keyObject = (names: readonly string[], key: Key): Record<string, string> =>
  Object.fromEntries(names.map((name, i) => [name, key[i] ?? '']));
