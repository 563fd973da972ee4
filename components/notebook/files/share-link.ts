const PREFIX = "#n=";

async function pipe(bytes: Uint8Array<ArrayBuffer>, transform: GenericTransformStream): Promise<Uint8Array> {
  const stream = new Blob([bytes])
    .stream()
    .pipeThrough(transform as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** A whole notebook as the hash of a link: name and text, compressed. Nothing leaves the page with it. */
export async function shareHash(fileName: string, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([fileName, text]));
  return PREFIX + toBase64Url(await pipe(bytes, new CompressionStream("deflate-raw")));
}

/** The notebook of a link; null if the hash holds none. Rejects if it is damaged. */
export async function readShareHash(
  hash: string,
): Promise<{ readonly fileName: string; readonly text: string } | null> {
  if (!hash.startsWith(PREFIX)) return null;
  const bytes = await pipe(fromBase64Url(hash.slice(PREFIX.length)), new DecompressionStream("deflate-raw"));
  const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  if (!Array.isArray(value) || typeof value[0] !== "string" || typeof value[1] !== "string")
    throw new Error("The link holds no notebook.");
  return { fileName: value[0], text: value[1] };
}
