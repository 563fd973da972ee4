/** How much a diagnostic matters: an error stops the definition from running, a warning does not. */
export type DiagnosticSeverity = "error" | "warning" | "info";

/**
 * A problem in something a person wrote: a definition, an expression, a stream, a request.
 * It is data, not an exception, so that it can cross a worker and be drawn as an editor marker.
 */
export interface Diagnostic {
  /** Stable, kebab-case, with its area in front: `group-by/unknown-column`. */
  readonly code: `${string}/${string}`;
  readonly severity: DiagnosticSeverity;
  /** Names what is wrong and where, in one sentence. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly hint?: string;
  /** Path into the JSON that was checked: `["aggregations", 0, "windows", 1, "length"]`. */
  readonly path: readonly (string | number)[];
  /** Range inside the string at `path`, in UTF-16 units, half open. */
  readonly span?: { readonly start: number; readonly end: number };
}

/** A failure outside the caller's control: a port, an adapter, a corrupt stored value. */
export class TilescopeError extends Error {
  readonly code: `${string}/${string}`;

  constructor(code: `${string}/${string}`, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "TilescopeError";
    this.code = code;
  }
}

/** Either a value or the reasons why there is none. Never both. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
