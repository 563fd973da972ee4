import { type Checked, type Diagnostic, TilescopeError } from "../errors.ts";

/** A definition that does not compile: the diagnostics are the message. */
export class DefinitionError extends TilescopeError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: `${string}/${string}`, what: string, diagnostics: readonly Diagnostic[]) {
    const first = diagnostics[0];
    super(code, first === undefined ? what : `${what}: ${first.message}`);
    this.name = "DefinitionError";
    this.diagnostics = diagnostics;
  }
}

/** The value, or a `DefinitionError` that carries the reasons. */
export function orThrow<T>(checked: Checked<T>, code: `${string}/${string}`, what: string): T {
  if (checked.ok) return checked.value;
  throw new DefinitionError(code, what, checked.diagnostics);
}
