import type { Checked, Diagnostic } from "../errors.ts";
import { columnIndex, type DataType, describeType, type Schema } from "../schema/schema.ts";
import type { AggregationPart } from "./aggregation-part.ts";
import { type ColumnShape, columnShape } from "./column-shape.ts";
import { type OperationArguments, operationArguments } from "./operation-arguments.ts";
import { acceptedTypes, isDeletable, isTimed, type OperationTypes, operationTypes } from "./operation-types.ts";
import { runTimeFault } from "./run-time-fault.ts";
import { surprises } from "./surprises.ts";

/** Everything about an aggregation that its definition and the input schema decide. */
export interface CheckedAggregation extends OperationTypes {
  readonly shape: ColumnShape;
  readonly args: OperationArguments;
  readonly inputIndex: number;
  /** Column of the bucket, or -1. */
  readonly bucketIndex: number;
  readonly deletable: boolean;
}

/** The column's type from its operation's: a map per bucket or key, a list when element-wise. */
function wrap(type: DataType, shape: ColumnShape, bucketed: boolean): DataType {
  if (bucketed || shape.kind === "map") return { map: type };
  return shape.kind === "elementWise" ? { list: type } : type;
}

/**
 * Checks one aggregation against its input columns and gives the types of its column. Errors are what Chronon refuses
 * to build; definitions that it builds and that fail on their first value come back as warnings.
 * Paths start at the aggregation; a bad bucket is at `["buckets"]`, since a part does not know its place in the list.
 */
export function checkAggregation(part: AggregationPart, inputSchema: Schema): Checked<CheckedAggregation> {
  const diagnostics: Diagnostic[] = [];
  const error = (code: string, path: Diagnostic["path"], message: string, hint: string): void => {
    diagnostics.push({ code: `aggregation/${code}`, severity: "error", message, hint, path });
  };
  const known = `Known columns: ${inputSchema.map((field) => field.name).join(", ")}.`;

  const checkedArguments = operationArguments(part.operation, part.argMap);
  diagnostics.push(...(checkedArguments.ok ? checkedArguments.warnings : checkedArguments.diagnostics));

  const bucketed = part.bucket !== null;
  const bucketIndex = part.bucket === null ? -1 : columnIndex(inputSchema, part.bucket);
  const bucketType = inputSchema[bucketIndex]?.type;
  if (bucketed && bucketType === undefined)
    error("unknown-bucket", ["buckets"], `There is no bucket column "${part.bucket}".`, known);
  else if (bucketType !== undefined && bucketType !== "string")
    error(
      "bucket-not-string",
      ["buckets"],
      `Bucket column "${part.bucket}" is ${describeType(bucketType)}, not string.`,
      "Cast it to string in the query's selects.",
    );

  const inputIndex = columnIndex(inputSchema, part.inputColumn);
  const inputType = inputSchema[inputIndex]?.type;
  if (inputType === undefined) {
    error("unknown-column", ["inputColumn"], `There is no input column "${part.inputColumn}".`, known);
    return { ok: false, diagnostics };
  }
  const shape = columnShape(part, inputType);
  const types =
    inputType === "date" || inputType === "timestamp" ? null : operationTypes(part.operation, shape.elementType);
  if (types === null)
    error(
      "incompatible-type",
      ["inputColumn"],
      `${part.operation} does not take "${part.inputColumn}" of type ${describeType(inputType)}.`,
      acceptedTypes(part.operation) ?? "Cast the column in the query's selects, or choose another operation.",
    );
  if (shape.kind === "map" && bucketed)
    error("bucket-over-map", ["buckets"], "A map column cannot be bucketed.", "Drop the bucket.");
  if (part.elementWise && !isTimed(part.operation)) {
    if (shape.kind !== "elementWise")
      error(
        "element-wise-not-list",
        ["elementWise"],
        `elementWise needs a list of scalars, but "${part.inputColumn}" is ${describeType(inputType)}.`,
        "Set elementWise to false.",
      );
    else if (bucketed)
      error("element-wise-bucket", ["buckets"], "An element-wise column cannot be bucketed.", "Drop the bucket.");
  }
  const fault = checkedArguments.ok ? runTimeFault(part.operation, shape.elementType, checkedArguments.value) : null;
  if (fault !== null) diagnostics.push({ ...fault, code: `aggregation/${fault.code}`, severity: "warning" });

  if (types !== null)
    diagnostics.push(...surprises(part.operation, shape, wrap(types.irType, shape, bucketed), part.inputColumn));

  if (types === null || !checkedArguments.ok || diagnostics.some(({ severity }) => severity === "error"))
    return { ok: false, diagnostics };
  return {
    ok: true,
    warnings: diagnostics,
    value: {
      irType: wrap(types.irType, shape, bucketed),
      outputType: wrap(types.outputType, shape, bucketed),
      shape,
      args: checkedArguments.value,
      inputIndex,
      bucketIndex,
      deletable: isDeletable(part.operation),
    },
  };
}
