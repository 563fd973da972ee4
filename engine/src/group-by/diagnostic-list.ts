import type { Checked, Diagnostic } from "../errors.ts";

/** Collects what is wrong with a definition. */
export class DiagnosticList {
  readonly all: Diagnostic[] = [];
  private readonly area: string;

  /** `area` stands in front of the codes. */
  constructor(area = "group-by") {
    this.area = area;
  }

  error(code: string, path: Diagnostic["path"], message: string, hint: string): void {
    this.all.push({ code: `${this.area}/${code}`, severity: "error", message, hint, path });
  }

  warn(code: string, path: Diagnostic["path"], message: string, hint: string): void {
    this.all.push({ code: `${this.area}/${code}`, severity: "warning", message, hint, path });
  }

  info(code: string, path: Diagnostic["path"], message: string, hint: string): void {
    this.all.push({ code: `${this.area}/${code}`, severity: "info", message, hint, path });
  }

  /** Adds diagnostics of a part that was checked on its own, at its place in the whole. */
  addAt(path: Diagnostic["path"], diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.all.push({ ...diagnostic, path: [...path, ...diagnostic.path] });
  }

  get failed(): boolean {
    return this.all.some(({ severity }) => severity === "error");
  }

  /** The value with the warnings, or, after an error, everything that was found. */
  checked<T>(value: T): Checked<T> {
    return this.failed ? { ok: false, diagnostics: this.all } : { ok: true, value, warnings: this.all };
  }
}
