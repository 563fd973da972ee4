/** What this browser keeps for the studio: drafts of notebooks, and files that the person chose. */
const NAME = "tilescope";
const STORES = ["drafts", "files"] as const;
type StoreName = (typeof STORES)[number];

let opening: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function ask<T>(
  store: StoreName,
  mode: IDBTransactionMode,
  question: (objects: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    const request = question(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const pageDatabase = {
  get: (store: StoreName, key: string): Promise<unknown> => ask(store, "readonly", (objects) => objects.get(key)),
  keys: (store: StoreName): Promise<IDBValidKey[]> => ask(store, "readonly", (objects) => objects.getAllKeys()),
  put: (store: StoreName, key: string, value: unknown): Promise<unknown> =>
    ask(store, "readwrite", (objects) => objects.put(value, key)),
  remove: (store: StoreName, key: string): Promise<unknown> =>
    ask(store, "readwrite", (objects) => objects.delete(key)),
};
