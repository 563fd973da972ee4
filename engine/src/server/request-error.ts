import { type Diagnostic, TilescopeError } from "../errors.ts";

/** A request that cannot be answered: an HTTP status, a code, a sentence, perhaps diagnostics. */
export class RequestError extends TilescopeError {
  readonly status: number;
  readonly diagnostics: readonly Diagnostic[];

  constructor(status: number, code: `${string}/${string}`, message: string, diagnostics: readonly Diagnostic[] = []) {
    super(code, message);
    this.name = "RequestError";
    this.status = status;
    this.diagnostics = diagnostics;
  }

  static badRequest(code: `${string}/${string}`, message: string): RequestError {
    return new RequestError(400, code, message);
  }

  static notFound(code: `${string}/${string}`, message: string): RequestError {
    return new RequestError(404, code, message);
  }

  static conflict(code: `${string}/${string}`, message: string): RequestError {
    return new RequestError(409, code, message);
  }

  static unprocessable(code: `${string}/${string}`, message: string): RequestError {
    return new RequestError(422, code, message);
  }

  static diagnostics(code: `${string}/${string}`, diagnostics: readonly Diagnostic[]): RequestError {
    return new RequestError(422, code, diagnostics[0]?.message ?? "The definition cannot run.", diagnostics);
  }
}

/** The path exists and takes other methods. */
export class WrongMethod extends RequestError {
  readonly allowed: readonly string[];

  constructor(pathname: string, allowed: readonly string[]) {
    super(405, "request/bad-method", `${pathname.slice(0, 200)} takes ${allowed.join(", ")}.`);
    this.allowed = allowed;
  }
}
