import { textHash } from "../../../engine/src/notebook-file/fingerprint.ts";
import type { Notebook } from "../../../engine/src/notebook-file/notebook.ts";
import { parseNotebook } from "../../../engine/src/notebook-file/notebook-text.ts";
import { type DraftKey, loadDraft } from "./drafts.ts";
import { EXAMPLES, FIRST_EXAMPLE, fetchExample, fileNameOfExample } from "./examples.ts";
import type { FileHandle, OpenedFile } from "./notebook-file.ts";
import { readShareHash } from "./share-link.ts";

/** A notebook ready to be worked on. */
export interface OpenNotebook {
  readonly key: DraftKey;
  readonly fileName: string;
  readonly notebook: Notebook;
  readonly original: string;
  readonly handle: FileHandle | null;
  /** True if it comes from an earlier visit and differs from where it began. */
  readonly recovered: boolean;
}

const LAST_KEY = "tilescope.last";

function opened(key: DraftKey, fileName: string, text: string, handle: FileHandle | null = null): OpenNotebook {
  return { key, fileName, notebook: parseNotebook(text), original: text, handle, recovered: false };
}

async function withDraft(key: DraftKey, open: () => Promise<OpenNotebook>): Promise<OpenNotebook> {
  const draft = await loadDraft(key);
  if (draft === null) return open();
  const { fileName, notebook, original } = draft;
  return { key, fileName, notebook, original, handle: null, recovered: true };
}

export function openExample(name: string): Promise<OpenNotebook> {
  const key: DraftKey = `example:${name}`;
  return withDraft(key, async () => opened(key, fileNameOfExample(name), await fetchExample(name)));
}

/** A file is the truth about itself: a draft of the same name gives way. */
export function openFile({ fileName, text, handle }: OpenedFile): OpenNotebook {
  return opened(`file:${fileName}`, fileName, text, handle);
}

export function newNotebook(): OpenNotebook {
  const text =
    'import { Accuracy, Aggregation, Column, Compare, EventSource, GroupBy, hours, minutes, Operation, Query, Stream, Timeline } from "tilescope/notebook";\n\n// %% [markdown]\n// # Untitled\n';
  return opened("file:untitled.notebook.ts", "untitled.notebook.ts", text);
}

export function openKey(key: DraftKey): Promise<OpenNotebook> {
  if (key.startsWith("example:")) return openExample(key.slice("example:".length));
  return withDraft(key, () => openExample(FIRST_EXAMPLE));
}

export function rememberLast(key: DraftKey): void {
  try {
    localStorage.setItem(LAST_KEY, key);
  } catch {
    // The next visit then begins with the first example.
  }
}

/** What the address asks for: a shared notebook, an example; else the one of the last visit. */
export async function openFromAddress(address: URL): Promise<OpenNotebook> {
  const shared = await readShareHash(address.hash);
  if (shared !== null) {
    const key: DraftKey = `shared:${textHash(address.hash)}`;
    return withDraft(key, async () => opened(key, shared.fileName, shared.text));
  }
  const asked = address.searchParams.get("notebook");
  if (asked !== null && EXAMPLES.some((name) => name === asked)) return openExample(asked);
  let last: string | null = null;
  try {
    last = localStorage.getItem(LAST_KEY);
  } catch {
    // No storage, no last time.
  }
  return last !== null && /^(example|file|shared):/.test(last) ? openKey(last as DraftKey) : openExample(FIRST_EXAMPLE);
}
