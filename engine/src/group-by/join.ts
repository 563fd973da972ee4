import type { Derivation, GroupBy, MetaData, Query, Source } from "./group-by.ts";

/** A type as compiled JSON declares it (Chronon's `TDataType`): `declaredType` reads it. */
export interface DeclaredType {
  /** Number of Chronon's `DataKind`. */
  readonly kind?: number;
  /** Fields of a struct; of a list its element; of a map its key and value. */
  readonly params?: readonly DeclaredField[];
  /** Of structs. */
  readonly name?: string;
}

export interface DeclaredField {
  readonly name?: string;
  readonly dataType?: DeclaredType;
}

/** The features of one GroupBy in a join. */
export interface JoinPart {
  readonly groupBy?: GroupBy;
  /** Names of the keys on the left, to those of the GroupBy; keys that are called alike need none. */
  readonly keyMapping?: Readonly<Record<string, string>>;
  readonly prefix?: string;
}

/** Features that someone else computes at the time of the request. */
export interface ExternalSource {
  /** Lower case, as in Chronon. */
  readonly metadata?: MetaData;
  readonly keySchema?: DeclaredType;
  readonly valueSchema?: DeclaredType;
  readonly offlineGroupBy?: GroupBy;
}

export interface ExternalPart {
  readonly source?: ExternalSource;
  readonly keyMapping?: Readonly<Record<string, string>>;
  readonly prefix?: string;
}

/** Values computed before, which a join takes instead of computing its own. */
export interface BootstrapPart {
  readonly metaData?: MetaData;
  readonly table?: string;
  readonly query?: Query;
  readonly keyColumns?: readonly string[];
}

export interface LabelPart {
  readonly labels?: readonly JoinPart[];
  readonly leftStartOffset?: number;
  readonly leftEndOffset?: number;
  readonly metaData?: MetaData;
}

/** A Join in Chronon's compiled form: features of several GroupBys for the rows of a left side. */
export interface Join {
  readonly metaData?: MetaData;
  readonly left?: Source;
  readonly joinParts?: readonly JoinPart[];
  readonly skewKeys?: Readonly<Record<string, readonly string[]>>;
  readonly onlineExternalParts?: readonly ExternalPart[];
  readonly labelPart?: LabelPart;
  readonly bootstrapParts?: readonly BootstrapPart[];
  readonly rowIds?: readonly string[];
  readonly derivations?: readonly Derivation[];
}
