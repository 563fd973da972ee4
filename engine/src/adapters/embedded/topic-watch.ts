/** Watchers of topics, told at once by this process and by polling when another process has appended. */
export interface TopicWatch {
  add(topic: string, onAppend: () => void): () => void;
  /** This process has appended to the topic. */
  changed(topic: string): void;
  close(): void;
}

interface Watched {
  readonly watchers: Set<() => void>;
  readonly timer: NodeJS.Timeout;
  seen: number;
}

/** `position` is any number that grows with every append to the topic: lmdb has no notification, so it is polled. */
export function createTopicWatch(pollMs: number, position: (topic: string) => number): TopicWatch {
  const topics = new Map<string, Watched>();

  function poll(topic: string): void {
    const watched = topics.get(topic);
    if (watched === undefined) return;
    const now = position(topic);
    if (now === watched.seen) return;
    watched.seen = now;
    for (const watcher of watched.watchers) queueMicrotask(watcher);
  }

  function watch(topic: string): Watched {
    const timer = setInterval(() => poll(topic), pollMs);
    // Waiting for another process is no reason to stay alive.
    timer.unref();
    const watched = { watchers: new Set<() => void>(), timer, seen: position(topic) };
    topics.set(topic, watched);
    return watched;
  }

  return {
    add(topic, onAppend) {
      const { watchers } = topics.get(topic) ?? watch(topic);
      const watcher = (): void => {
        if (watchers.has(watcher)) onAppend();
      };
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
        const watched = topics.get(topic);
        if (watched === undefined || watched.watchers !== watchers || watchers.size > 0) return;
        clearInterval(watched.timer);
        topics.delete(topic);
      };
    },
    changed: poll,
    close() {
      for (const { timer, watchers } of topics.values()) {
        clearInterval(timer);
        watchers.clear();
      }
      topics.clear();
    },
  };
}
