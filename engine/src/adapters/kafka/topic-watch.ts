/** Watchers of topics, told at once by this process and by polling when another process has appended. */
export interface TopicWatch {
  add(topic: string, onAppend: () => void): () => void;
  /** This process has read or appended up to here; null: it has appended. */
  reached(topic: string, partition: number, endOffset: number): void;
  /** This process has appended to the topic. */
  changed(topic: string): void;
  close(): void;
}

interface Watched {
  readonly watchers: Set<() => void>;
  readonly timer: NodeJS.Timeout;
  isPolling: boolean;
}

/** `ends` gives the end of each partition; what it fails with is none of the watchers' business, they look for themselves. */
export function createTopicWatch(pollMs: number, ends: (topic: string) => Promise<readonly number[]>): TopicWatch {
  const topics = new Map<string, Watched>();
  /** By topic and partition: the furthest end that this process has seen. */
  const seen = new Map<string, number>();

  function tell(topic: string): void {
    for (const watcher of topics.get(topic)?.watchers ?? []) queueMicrotask(watcher);
  }

  function reached(topic: string, partition: number, endOffset: number): boolean {
    const place = `${partition} ${topic}`;
    const isNew = endOffset > (seen.get(place) ?? 0);
    seen.set(place, endOffset);
    return isNew;
  }

  async function poll(topic: string, watched: Watched): Promise<void> {
    if (watched.isPolling) return;
    watched.isPolling = true;
    try {
      const found = await ends(topic);
      if (found.map((end, partition) => reached(topic, partition, end)).includes(true)) tell(topic);
    } catch {
      // The next poll asks again.
    }
    watched.isPolling = false;
  }

  function watch(topic: string): Watched {
    const timer = setInterval(() => void poll(topic, watched), pollMs);
    // Waiting for another process is no reason to stay alive.
    timer.unref();
    const watched: Watched = { watchers: new Set(), timer, isPolling: false };
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
    reached,
    changed: tell,
    close() {
      for (const { timer, watchers } of topics.values()) {
        clearInterval(timer);
        watchers.clear();
      }
      topics.clear();
    },
  };
}
