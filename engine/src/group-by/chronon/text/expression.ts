/** An expression of a program that defines something: what Python and TypeScript write alike, but for punctuation. */
export type Expression =
  | { readonly kind: "raw"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "tuple"; readonly items: readonly Expression[] }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [string, Expression])[] }
  | {
      readonly kind: "call";
      readonly callee: string;
      readonly positional: readonly Expression[];
      readonly named: readonly (readonly [string, Expression])[];
      /** Where named arguments stand in an object of their own, it stands there even without any. */
      readonly takesNamed: boolean;
    };

/** How a language writes expressions. */
export interface Dialect {
  readonly indent: string;
  readonly width: number;
  readonly none: string;
  readonly booleans: readonly [no: string, yes: string];
  readonly commentStart: string;
  /** Named arguments stand for themselves, or in an object of their own. */
  readonly namesArguments: boolean;
}

export const PYTHON: Dialect = {
  indent: "    ",
  width: 100,
  none: "None",
  booleans: ["False", "True"],
  commentStart: "# ",
  namesArguments: true,
};

export const TYPESCRIPT: Dialect = {
  indent: "  ",
  width: 100,
  none: "null",
  booleans: ["false", "true"],
  commentStart: "// ",
  namesArguments: false,
};

export const raw = (text: string): Expression => ({ kind: "raw", text });
export const text = (value: string): Expression => ({ kind: "text", text: value });
export const list = (items: readonly Expression[]): Expression => ({ kind: "list", items });
export const texts = (values: readonly string[]): Expression => list(values.map(text));
export const textDict = (values: Readonly<Record<string, string>>): Expression => ({
  kind: "dict",
  entries: Object.entries(values).map(([key, value]) => [key, text(value)]),
});

export function call(
  callee: string,
  named: readonly (readonly [string, Expression | undefined])[],
  positional: readonly Expression[] = [],
): Expression {
  const given = named.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { kind: "call", callee, positional, named: given, takesNamed: named.length > 0 };
}

/** Plain JSON as an expression. */
export function jsonExpression(json: unknown, dialect: Dialect): Expression {
  if (json === null || json === undefined) return raw(dialect.none);
  if (typeof json === "string") return text(json);
  if (typeof json === "boolean") return raw(dialect.booleans[json ? 1 : 0]);
  if (typeof json !== "object") return raw(String(json));
  if (Array.isArray(json)) return list(json.map((item: unknown) => jsonExpression(item, dialect)));
  return { kind: "dict", entries: Object.entries(json).map(([key, item]) => [key, jsonExpression(item, dialect)]) };
}

/** Words that Python keeps for itself. */
const KEYWORDS = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);

/** Whether Python takes the text for a name of an argument or a variable. */
export const isArgumentName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name);

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** What stands between an expression's brackets, one text for each part, and the brackets. */
interface Parts {
  readonly open: string;
  readonly close: string;
  readonly parts: readonly (readonly [before: string, expression: Expression])[];
  /** Spaces inside the brackets when it all stands on one line. */
  readonly isSpaced?: boolean;
}

/** In double quotes; in Python in single ones where that spares escapes. */
function quoted(value: string, dialect: Dialect): string {
  const literal = JSON.stringify(value);
  if (!dialect.namesArguments || !value.includes('"') || value.includes("'")) return literal;
  return `'${literal.slice(1, -1).replace(/\\(.)/g, (whole, code: string) => (code === '"' ? '"' : whole))}'`;
}

/** A named argument of Python: names that Python keeps for itself come in a dict. */
function argument(name: string, value: Expression): readonly [string, Expression] {
  return isArgumentName(name) ? [`${name}=`, value] : ["**", { kind: "dict", entries: [[name, value]] }];
}

function partsOf(expression: Expression, dialect: Dialect): Parts | string {
  const plain = (items: readonly Expression[]) => items.map((item) => ["", item] as const);
  switch (expression.kind) {
    case "raw":
      return expression.text;
    case "text":
      return quoted(expression.text, dialect);
    case "list":
      return { open: "[", close: "]", parts: plain(expression.items) };
    case "tuple":
      return { open: "(", close: ")", parts: plain(expression.items) };
    case "dict": {
      const key = (name: string) => {
        // In TypeScript this name alone would set the prototype.
        if (name === "__proto__" && !dialect.namesArguments) return '["__proto__"]';
        return dialect.namesArguments || !IDENTIFIER.test(name) ? JSON.stringify(name) : name;
      };
      const parts = expression.entries.map(([name, value]) => [`${key(name)}: `, value] as const);
      return { open: "{", close: "}", parts, isSpaced: !dialect.namesArguments };
    }
    case "call": {
      const { callee, positional, named, takesNamed } = expression;
      if (dialect.namesArguments) {
        const parts = [...plain(positional), ...named.map(([name, value]) => argument(name, value))];
        return { open: `${callee}(`, close: ")", parts };
      }
      if (named.length === 0 && (positional.length > 0 || !takesNamed))
        return { open: `${callee}(`, close: ")", parts: plain(positional) };
      if (positional.length > 0)
        return { open: `${callee}(`, close: ")", parts: plain([...positional, { kind: "dict", entries: named }]) };
      const parts = named.map(([name, value]) => [`${name}: `, value] as const);
      return { open: `${callee}({`, close: "})", parts, isSpaced: true };
    }
  }
}

function flat(expression: Expression, dialect: Dialect): string {
  const parts = partsOf(expression, dialect);
  if (typeof parts === "string") return parts;
  const inside = parts.parts.map(([before, part]) => before + flat(part, dialect)).join(", ");
  const space = parts.isSpaced && inside !== "" ? " " : "";
  return `${parts.open}${space}${inside}${space}${parts.close}`;
}

/** Writes an expression: on one line where it fits behind `column` characters, else one part a line. */
export function printExpression(expression: Expression, dialect: Dialect, level = 0, column = 0): string {
  const line = flat(expression, dialect);
  const parts = partsOf(expression, dialect);
  const opensLine = expression.kind === "call" && level === 0 && expression.named.length > 1;
  if (typeof parts === "string" || parts.parts.length === 0) return line;
  if (!opensLine && column + line.length + 1 <= dialect.width) return line;
  const inner = dialect.indent.repeat(level + 1);
  const printed = parts.parts.map(
    ([before, part]) =>
      `${inner}${before}${printExpression(part, dialect, level + 1, inner.length + before.length)},\n`,
  );
  return `${parts.open}\n${printed.join("")}${dialect.indent.repeat(level)}${parts.close}`;
}
