/** A row as the node sends it. */
export interface Row {
  readonly key: Readonly<Record<string, string>>;
  readonly by: Readonly<Record<string, string>>;
  readonly window: { readonly start: string; readonly end: string; readonly first_event: number };
  readonly columns: Readonly<Record<string, number | string | null>>;
  readonly layer: 'speed' | 'batch' | 'open';
  readonly exact: boolean;
  readonly revision: number;
}

/** A snapshot or a frame. */
export interface LiveMessage {
  readonly id: string;
  readonly seq: number;
  /** End of the newest closed window of the view; null before the first. */
  readonly asOf: string | null;
  /** These rows replace all that came before. */
  readonly reset?: boolean;
  /** The watched keys; with a snapshot or a reset. */
  readonly keys?: readonly Readonly<Record<string, string>>[];
  /** Why there are no rows just now. */
  readonly error?: string;
  readonly rows: readonly Row[];
}

/** What is watched. */
export interface LiveRequest {
  readonly pipeline: string;
  readonly view: string;
  readonly keys?: readonly Readonly<Record<string, string>>[];
  readonly top?: number;
  readonly open: boolean;
  readonly last: number;
}
