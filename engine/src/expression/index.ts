export { editDistance } from "./analysis/closest-names.ts";
export type { SparkColumn } from "./analysis/scope.ts";
export {
  type CompiledOrNot,
  type CompiledSparkExpression,
  compileExpression,
  compileSparkExpression,
} from "./compile-expression.ts";
export {
  type CompiledWheres,
  compileSparkWheres,
  compileWheres,
  joinWheres,
  type WheresForm,
} from "./compile-wheres.ts";
export type { CompiledExpression, CompileExpression } from "./expression.ts";
export { EvaluationError, type ExpressionCode, type ExpressionDiagnostic, type Span } from "./failure.ts";
export { endsInLineComment, withoutBareAlias } from "./syntax/bare-form.ts";
export { isSimpleExpression, loadSqlParser, parseExpression } from "./syntax/load-sql-parser.ts";
export { dataTypeOf, sparkTypeOf } from "./types/data-type.ts";
export { schemaFromText, typeFromText } from "./types/parse-type.ts";
export { type SparkType, sparkTypeName } from "./types/spark-type.ts";
export { dateText } from "./values/calendar.ts";
export { dateFromText } from "./values/datetime-text.ts";
export { decimalFromText, decimalText, rescale as rescaleDecimal } from "./values/decimal.ts";
export type {
  CalendarInterval,
  Decimal,
  SparkArray,
  SparkMap,
  SparkStruct,
  SparkValue,
} from "./values/spark-value.ts";
