/** A file on the person's disk that can be written again without asking. */
export interface FileHandle {
  readonly name: string;
  getFile(): Promise<File>;
  createWritable(): Promise<{ write(text: string): Promise<void>; close(): Promise<void> }>;
}

interface FilePickers {
  showOpenFilePicker?(options: object): Promise<FileHandle[]>;
  showSaveFilePicker?(options: object): Promise<FileHandle>;
}

export interface OpenedFile {
  readonly fileName: string;
  readonly text: string;
  readonly handle: FileHandle | null;
}

const TYPES = [{ description: "Notebook", accept: { "text/typescript": [".ts"] } }];

/** The person closed the picker: no error. */
function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Asks for a file of the given kinds. Null if the person changed their mind. */
export function askForFile(accept: string): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = accept;
    input.onchange = () => resolve(input.files?.[0] ?? null);
    input.oncancel = () => resolve(null);
    input.click();
  });
}

/** Asks for a notebook. Null if the person changed their mind. */
export async function openNotebookFile(): Promise<OpenedFile | null> {
  const { showOpenFilePicker } = window as FilePickers;
  if (showOpenFilePicker === undefined) {
    const file = await askForFile(".ts");
    return file === null ? null : { fileName: file.name, text: await file.text(), handle: null };
  }
  try {
    const [handle] = await showOpenFilePicker.call(window, { types: TYPES });
    if (handle === undefined) return null;
    return { fileName: handle.name, text: await (await handle.getFile()).text(), handle };
  } catch (error) {
    if (isCancelled(error)) return null;
    throw error;
  }
}

/** Hands a text to the browser's downloads. */
export function downloadText(fileName: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/**
 * Writes a notebook to its file, or to one that the person picks, or to the downloads where the browser has no pickers.
 * Gives the handle for the next time; undefined if the person changed their mind.
 */
export async function saveNotebookFile(
  fileName: string,
  text: string,
  handle: FileHandle | null,
): Promise<FileHandle | null | undefined> {
  const { showSaveFilePicker } = window as FilePickers;
  if (handle === null && showSaveFilePicker === undefined) {
    downloadText(fileName, text, "text/typescript");
    return null;
  }
  try {
    const target =
      handle ?? (await showSaveFilePicker?.call(window, { suggestedName: fileName, types: TYPES })) ?? null;
    if (target === null) return null;
    const writable = await target.createWritable();
    await writable.write(text);
    await writable.close();
    return target;
  } catch (error) {
    if (isCancelled(error)) return undefined;
    throw error;
  }
}
