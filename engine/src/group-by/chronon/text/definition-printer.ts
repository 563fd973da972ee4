import type { ChrononDefinition } from "../definition.ts";
import { call, type Dialect, type Expression, jsonExpression, raw, text, texts } from "./expression.ts";

/** How another definition is named where it is used; null where it stands in the text itself. */
export type Reference = (definition: ChrononDefinition) => string | null;

/** A definition as an expression in one of the two languages, with the names of the API that it uses. */
export class DefinitionPrinter {
  readonly dialect: Dialect;
  /** Names to import. */
  readonly used = new Set<string>();

  readonly reference: Reference;

  constructor(dialect: Dialect, reference: Reference = () => null) {
    this.dialect = dialect;
    this.reference = reference;
  }

  get isPython(): boolean {
    return this.dialect.namesArguments;
  }

  /** A parameter as the language calls it: `time_column`, `timeColumn`. */
  parameter(name: string): string {
    return this.isPython ? name : name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  }

  call(
    callee: string,
    named: readonly (readonly [string, Expression | undefined])[],
    positional: readonly Expression[] = [],
  ): Expression {
    this.used.add(callee.split(".")[0] ?? callee);
    return call(
      callee,
      named.map(([name, value]) => [this.parameter(name), value]),
      positional,
    );
  }

  json(value: unknown): Expression | undefined {
    return value === undefined ? undefined : jsonExpression(value, this.dialect);
  }

  text(value: string | undefined): Expression | undefined {
    return value === undefined ? undefined : text(value);
  }

  texts(values: readonly string[] | undefined): Expression | undefined {
    return values && texts(values);
  }

  flag(value: number | boolean | undefined): Expression | undefined {
    return value === undefined ? undefined : raw(this.dialect.booleans[value ? 1 : 0]);
  }

  member(name: string): Expression {
    this.used.add(name.split(".")[0] ?? name);
    return raw(name);
  }
}
