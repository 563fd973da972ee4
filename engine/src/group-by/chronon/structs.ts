import { TimeUnit } from "../../time/window.ts";
import { Accuracy, ForkOperation, Operation } from "../group-by.ts";

export type StructName =
  | "Query"
  | "EventSource"
  | "EntitySource"
  | "JoinSource"
  | "Source"
  | "Window"
  | "Aggregation"
  | "MetaData"
  | "Derivation"
  | "GroupBy"
  | "JoinPart"
  | "DataField"
  | "TDataType"
  | "FactoryConfig"
  | "ExternalSource"
  | "ExternalPart"
  | "LabelPart"
  | "BootstrapPart"
  | "Join"
  | "StagingQuery";

/** What a field of a thrift struct holds. `json`: anything, kept as it is. */
export type FieldKind =
  | "string"
  | "flag"
  | "i32"
  | "double"
  | "json"
  | EnumKind
  | { readonly list: FieldKind }
  | { readonly map: FieldKind }
  | { readonly struct: StructName };

/** Compiled JSON holds the member's number, or its name where it is among the `named`. */
export interface EnumKind {
  readonly enum: string;
  readonly members: Readonly<Record<string, number>>;
  readonly named?: Readonly<Record<string, number>>;
}

export interface StructDefinition {
  /** In order of their thrift ids, which is the order of compiled JSON. */
  readonly fields: readonly (readonly [name: string, kind: FieldKind])[];
  /** Exactly one field is set. */
  readonly union?: true;
  /** Must be present. */
  readonly required?: readonly string[];
  /** Written as an empty list when unset. */
  readonly emptyByDefault?: readonly string[];
}

const strings: FieldKind = { list: "string" };
const stringMap: FieldKind = { map: "string" };
const struct = (name: StructName): FieldKind => ({ struct: name });
const structs = (name: StructName): FieldKind => ({ list: { struct: name } });

const DATA_KINDS = "BOOLEAN BYTE SHORT INT LONG FLOAT DOUBLE STRING BINARY DATE TIMESTAMP MAP LIST STRUCT".split(" ");
export const DataKind = Object.fromEntries(DATA_KINDS.map((name, number) => [name, number]));

/**
 * Chronon's thrift structs as compiled JSON has them: field names in field-id order and what each holds (Chronon
 * semantics 1.1 and 2.1). One table drives the structural check, the reader and the writer.
 */
export const STRUCTS: Readonly<Record<StructName, StructDefinition>> = {
  Query: {
    fields: [
      ["selects", stringMap],
      ["wheres", strings],
      ["startPartition", "string"],
      ["endPartition", "string"],
      ["timeColumn", "string"],
      ["setups", strings],
      ["mutationTimeColumn", "string"],
      ["reversalColumn", "string"],
      ["partitionColumn", "string"],
    ],
    emptyByDefault: ["setups"],
  },
  EventSource: {
    fields: [
      ["table", "string"],
      ["topic", "string"],
      ["query", struct("Query")],
      ["isCumulative", "flag"],
    ],
  },
  EntitySource: {
    fields: [
      ["snapshotTable", "string"],
      ["mutationTable", "string"],
      ["mutationTopic", "string"],
      ["query", struct("Query")],
    ],
  },
  JoinSource: {
    fields: [
      ["join", struct("Join")],
      ["query", struct("Query")],
    ],
  },
  Source: {
    union: true,
    fields: [
      ["events", struct("EventSource")],
      ["entities", struct("EntitySource")],
      ["joinSource", struct("JoinSource")],
    ],
  },
  Window: {
    fields: [
      ["length", "i32"],
      ["timeUnit", { enum: "TimeUnit", members: TimeUnit }],
    ],
    required: ["length", "timeUnit"],
  },
  Aggregation: {
    fields: [
      ["inputColumn", "string"],
      ["operation", { enum: "Operation", members: Operation, named: ForkOperation }],
      ["argMap", stringMap],
      ["windows", structs("Window")],
      ["buckets", strings],
      ["elementWise", "flag"],
    ],
  },
  MetaData: {
    fields: [
      ["name", "string"],
      ["online", "flag"],
      ["production", "flag"],
      ["customJson", "string"],
      ["dependencies", strings],
      ["tableProperties", stringMap],
      ["outputNamespace", "string"],
      ["team", "string"],
      ["modeToEnvMap", { map: stringMap }],
      ["consistencyCheck", "flag"],
      ["samplePercent", "double"],
      ["offlineSchedule", "string"],
      ["consistencySamplePercent", "double"],
      ["historicalBackfill", "flag"],
      ["deprecationDate", "string"],
      ["description", "string"],
    ],
  },
  Derivation: {
    fields: [
      ["name", "string"],
      ["expression", "string"],
      ["metaData", struct("MetaData")],
    ],
  },
  GroupBy: {
    fields: [
      ["metaData", struct("MetaData")],
      ["sources", structs("Source")],
      ["keyColumns", strings],
      ["aggregations", structs("Aggregation")],
      ["accuracy", { enum: "Accuracy", members: Accuracy }],
      ["backfillStartDate", "string"],
      ["derivations", structs("Derivation")],
      ["isIncremental", "flag"],
    ],
  },
  JoinPart: {
    fields: [
      ["groupBy", struct("GroupBy")],
      ["keyMapping", stringMap],
      ["prefix", "string"],
    ],
  },
  DataField: {
    fields: [
      ["name", "string"],
      ["dataType", struct("TDataType")],
    ],
  },
  TDataType: {
    fields: [
      ["kind", { enum: "DataKind", members: DataKind }],
      ["params", structs("DataField")],
      ["name", "string"],
    ],
  },
  FactoryConfig: {
    fields: [
      ["factoryName", "string"],
      ["factoryParams", stringMap],
    ],
  },
  ExternalSource: {
    fields: [
      ["metadata", struct("MetaData")],
      ["keySchema", struct("TDataType")],
      ["valueSchema", struct("TDataType")],
      ["factoryConfig", struct("FactoryConfig")],
      ["offlineGroupBy", struct("GroupBy")],
    ],
  },
  ExternalPart: {
    fields: [
      ["source", struct("ExternalSource")],
      ["keyMapping", stringMap],
      ["prefix", "string"],
    ],
  },
  LabelPart: {
    fields: [
      ["labels", structs("JoinPart")],
      ["leftStartOffset", "i32"],
      ["leftEndOffset", "i32"],
      ["metaData", struct("MetaData")],
    ],
  },
  BootstrapPart: {
    fields: [
      ["metaData", struct("MetaData")],
      ["table", "string"],
      ["query", struct("Query")],
      ["keyColumns", strings],
    ],
  },
  Join: {
    fields: [
      ["metaData", struct("MetaData")],
      ["left", struct("Source")],
      ["joinParts", structs("JoinPart")],
      ["skewKeys", { map: strings }],
      ["onlineExternalParts", structs("ExternalPart")],
      ["labelPart", struct("LabelPart")],
      ["bootstrapParts", structs("BootstrapPart")],
      ["rowIds", strings],
      ["derivations", structs("Derivation")],
      ["modelTransforms", "json"],
    ],
  },
  StagingQuery: {
    fields: [
      ["metaData", struct("MetaData")],
      ["query", "string"],
      ["startPartition", "string"],
      ["setups", strings],
      ["createView", "flag"],
    ],
  },
};
