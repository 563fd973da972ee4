/** What went wrong, in words: each diagnostic with what to do about it, or the message. */
export function failureText(failure: unknown): string {
  const { message, diagnostics } = failure as {
    message?: string;
    diagnostics?: readonly { readonly message: string; readonly hint?: string }[];
  };
  if (diagnostics !== undefined && diagnostics.length > 0)
    return diagnostics.map((one) => [one.message, one.hint].filter((text) => text !== undefined).join(" ")).join("\n");
  return message ?? String(failure);
}
