/** Why a call failed: nothing answered, not in time, the caller gave up, or the server refused. */
export type ClientFailure = "network" | "timeout" | "aborted" | "http" | "not-understood";

/** A call that has no answer. */
export class ClientError extends Error {
  readonly kind: ClientFailure;
  /** HTTP status of a refusal; `null` for the other kinds. */
  readonly status: number | null;
  /** The server's code of a refusal, `group-by/unknown`; `null` where it gave none. */
  readonly code: string | null;

  constructor(
    kind: ClientFailure,
    message: string,
    { status = null, code = null, cause }: { status?: number | null; code?: string | null; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "ClientError";
    this.kind = kind;
    this.status = status;
    this.code = code;
  }
}
