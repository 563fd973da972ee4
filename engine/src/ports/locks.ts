/** What one holder at a time has. */
export interface Lock {
  /**
   * Grows with every acquisition of the name, whoever acquires it, so that what a holder writes can be told from what a
   * later one writes. A whole number.
   */
  readonly fence: number;
  /** Resolves when the lock is lost without having been released: the holder must stop what it does under it. Never rejects. */
  readonly lost: Promise<void>;
  /**
   * Whether the holder may still act under it, by this process's own time: turns false before anybody else can acquire the
   * name, and then stays so. False once released.
   */
  isHeld(): boolean;
  /** Asks whoever keeps the locks. True: nobody has acquired the name since, so all that was done under it counts. */
  confirm(): Promise<boolean>;
  /** Gives it back; doing so again, or after it was lost, is fine. */
  release(): Promise<void>;
}

/**
 * Names that at most one living holder has at a time, over all processes that share them. A holder that died has lost its
 * lock, at once or after the time of its lease. One that is only stopped or slow keeps it where the adapter can see that it
 * lives; where it cannot, the holder loses the lock once its lease has run out, and learns it from `lost` and `isHeld` when
 * it goes on. What it does until then must not count: see `CheckpointStore.claim`. A failure rejects with a
 * `TilescopeError`: `locks/closed`, `locks/bad-name`, `locks/read-failed`, `locks/write-failed`, `locks/disk-full`,
 * `locks/unavailable`. Every adapter passes `engine/testing/locks-conformance.ts`.
 */
export interface Locks {
  /** `null` while a living holder, in this process or another, has the name. */
  tryAcquire(name: string): Promise<Lock | null>;
  /**
   * Later calls reject with `locks/closed`. What is held stays held until it is released, its lease runs out or the process
   * ends.
   */
  close(): Promise<void>;
}
