/** What one holder at a time has. */
export interface Lock {
  /** Gives it back; doing so again is fine. */
  release(): Promise<void>;
}

/**
 * Names that at most one living holder has at a time, over all processes that share them. A holder that died has lost its
 * lock; one that is only stopped or slow keeps it, so that it can never act on something that another has taken over. A
 * failure rejects with a `TilescopeError`: `locks/closed`, `locks/bad-name`, `locks/write-failed`, `locks/disk-full`.
 * Every adapter passes `engine/testing/locks-conformance.ts`.
 */
export interface Locks {
  /** `null` while a living holder, in this process or another, has the name. */
  tryAcquire(name: string): Promise<Lock | null>;
  /** Later calls reject with `locks/closed`. What is held stays held until it is released or the process ends. */
  close(): Promise<void>;
}
