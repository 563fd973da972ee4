/** An order in which a container keeps its first `size` items. The item that comes last is the worst. */
export interface HeapOrder<T> {
  /** Total order for sorting: negative when `left` comes before `right`. */
  compare(left: T, right: T): number;
  /** Whether `left` comes before or ties with `right`. With NaN it is false, as with the JVM's operators. */
  atMost(left: T, right: T): boolean;
}

/**
 * Keeps the best `size` items in an array that its holder owns. The array becomes a heap with the worst item at
 * index 0 when it reaches `size`; until then it holds items as they came. It is step for step Chronon's container,
 * because ties, and therefore which of several equal items survive, depend on the steps:
 *
 * - up to `size - 1` items: append; the item that fills it: append, then stable sort, worst first;
 * - full: an item that is at most the root, ties included, replaces the root and sinks.
 */
export class BoundedHeap<T> {
  readonly #size: number;
  readonly #order: HeapOrder<T>;

  constructor(size: number, order: HeapOrder<T>) {
    this.#size = size;
    this.#order = order;
  }

  /** Inserts in place. A container that is longer than `size` (only with `size` below 1) keeps its first item. */
  insert(items: T[], item: T): void {
    if (items.length < this.#size) {
      items.push(item);
      if (items.length === this.#size) items.sort((left, right) => this.#order.compare(right, left));
    } else if (items.length === this.#size) {
      const root = items[0];
      if (root !== undefined && this.#order.atMost(item, root)) {
        items[0] = item;
        this.#sink(items, item);
      }
    }
  }

  /** Adds all of `right` to `left`, in place; short containers are appended without becoming a heap. */
  merge(left: T[], right: readonly T[]): void {
    if (left.length + right.length < this.#size) {
      for (const item of right) left.push(item);
    } else {
      for (const item of right) this.insert(left, item);
    }
  }

  /** The items, best first, in a new array. */
  sorted(items: readonly T[]): T[] {
    return items.slice().sort((left, right) => this.#order.compare(left, right));
  }

  #sink(items: T[], item: T): void {
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      let worst = items[child];
      if (worst === undefined) return;
      const right = items[child + 1];
      if (right !== undefined && !this.#order.atMost(right, worst)) {
        child += 1;
        worst = right;
      }
      if (this.#order.atMost(worst, item)) return;
      items[parent] = worst;
      items[child] = item;
      parent = child;
    }
  }
}
