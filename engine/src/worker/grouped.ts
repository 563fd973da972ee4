/** Indices grouped by a label, in two flat arrays: group `g` is `items[starts[g] .. starts[g + 1])`, ascending. */
export interface Grouped {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/** Groups the positions of `labels` by label; negative labels are left out. */
export function groupBy(labels: Int32Array, groups: number): Grouped {
  const starts = new Int32Array(groups + 1);
  for (const label of labels) if (label >= 0) starts[label + 1] = (starts[label + 1] ?? 0) + 1;
  for (let g = 0; g < groups; g++) starts[g + 1] = (starts[g + 1] ?? 0) + (starts[g] ?? 0);
  const next = starts.slice();
  const items = new Int32Array(starts[groups] ?? 0);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? -1;
    if (label < 0) continue;
    const at = next[label] ?? 0;
    items[at] = i;
    next[label] = at + 1;
  }
  return { starts, items };
}

export function groupOf(grouped: Grouped, group: number): Int32Array {
  return grouped.items.subarray(grouped.starts[group] ?? 0, grouped.starts[group + 1] ?? 0);
}

/** How many of the ascending values are at or below `limit`. */
export function countUpTo(ascending: Int32Array | Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
