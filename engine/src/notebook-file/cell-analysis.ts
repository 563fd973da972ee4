/** A top-level name of a cell. */
export interface Declaration {
  readonly name: string;
  readonly exported: boolean;
  /** False for interfaces and type aliases. */
  readonly isValue: boolean;
  /** Name of the function whose call gives the value, `GroupBy` in `const a = GroupBy({…})`; null otherwise. */
  readonly callee: string | null;
}

export interface ImportedName {
  readonly module: string;
  /** `*` for a namespace import. */
  readonly imported: string;
  readonly local: string;
  readonly typeOnly: boolean;
}

/** Half open, in UTF-16 units of the cell's source. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** What the text of a cell says, without running it. */
export interface CellAnalysis {
  readonly declares: readonly Declaration[];
  /** Names that the cell uses and neither declares nor imports, in order of first use. */
  readonly uses: readonly string[];
  readonly imports: readonly ImportedName[];
  readonly syntaxErrors: readonly (SourceRange & { readonly message: string })[];
}
