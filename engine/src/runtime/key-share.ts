/** One of `count` equal parts of all keys. A worker with a share reads every record and keeps the tiles of its keys. */
export interface KeyShare {
  readonly index: number;
  readonly count: number;
}

/** All keys. */
export const ALL_KEYS: KeyShare = { index: 0, count: 1 };

/** Keys are divided into so many groups, and the groups among the workers: state moves between workers by group. */
export const KEY_GROUPS = 128;

/** The group of a key, the same in every run. FNV-1a over UTF-16 units with a final mix. */
export function keyGroup(keyId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < keyId.length; i++) hash = Math.imul(hash ^ keyId.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) % KEY_GROUPS;
}

/** Whether the key belongs to the share. Each key belongs to exactly one of the `count` shares. */
export function ownsKey({ index, count }: KeyShare, keyId: string): boolean {
  return count === 1 || Math.floor((keyGroup(keyId) * count) / KEY_GROUPS) === index;
}
