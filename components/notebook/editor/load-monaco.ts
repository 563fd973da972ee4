import type * as Setup from "./monaco-setup.ts";

let loading: Promise<typeof Setup> | null = null;

/** The editor and its language services, loaded once, when first asked for. */
export function loadMonaco(): Promise<typeof Setup> {
  loading ??= import("./monaco-setup.ts");
  return loading;
}
