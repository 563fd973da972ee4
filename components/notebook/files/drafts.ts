import type { Notebook } from "../../../engine/src/notebook-file/notebook.ts";
import { pageDatabase } from "./page-database.ts";

/** A notebook as this browser last saw it. Cells are kept as they are, so that half-typed text survives too. */
export interface Draft {
  readonly fileName: string;
  readonly notebook: Notebook;
  /** Text of the file or example that it began with. */
  readonly original: string;
  readonly savedAtMs: number;
}

/** `example:ice-cream`, `file:mine.notebook.ts`, `shared:3f…`. */
export type DraftKey = `${"example" | "file" | "shared"}:${string}`;

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | undefined;
  const { cells, headerGap } = draft?.notebook ?? {};
  return typeof draft?.fileName === "string" && Array.isArray(cells) && typeof headerGap === "string";
}

export async function loadDraft(key: DraftKey): Promise<Draft | null> {
  const value = await pageDatabase.get("drafts", key).catch(() => undefined);
  return isDraft(value) ? value : null;
}

export function saveDraft(key: DraftKey, draft: Draft): Promise<unknown> {
  return pageDatabase.put("drafts", key, draft);
}

export function removeDraft(key: DraftKey): Promise<unknown> {
  return pageDatabase.remove("drafts", key);
}

export async function listDrafts(): Promise<readonly DraftKey[]> {
  const keys = await pageDatabase.keys("drafts").catch(() => []);
  return keys.filter((key) => typeof key === "string") as readonly string[] as readonly DraftKey[];
}
