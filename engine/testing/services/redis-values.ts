import type { KVStore } from "../../src/ports/kv-store.ts";

/** Bytes of a hex text; spaces in it do not count. */
export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** What a store answers for one key, its bytes as hex. */
export async function values(store: KVStore, dataset: string, keyBytes: Uint8Array, afterTsMillis?: number) {
  const [response] = await store.multiGet([
    { dataset, keyBytes, ...(afterTsMillis === undefined ? {} : { afterTsMillis }) },
  ]);
  if (response === undefined) throw new Error("no response");
  if (!response.ok) throw response.error;
  return response.values.map(({ bytes, millis, tile }) => ({ hex: Buffer.from(bytes).toString("hex"), millis, tile }));
}
