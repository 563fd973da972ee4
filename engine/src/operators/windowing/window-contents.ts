/** An element of a keyed stream. */
export interface WindowElement<V> {
  readonly key: string;
  readonly timeMs: number;
  readonly value: V;
}

/** An aggregate over the values of a window. `add` and `merge` return the new accumulator. */
export interface WindowAggregate<V, A, R> {
  create(): A;
  add(accumulator: A, value: V): A;
  merge(left: A, right: A): A;
  result(accumulator: A): R;
}

/** How a window keeps its elements. `S` is what it keeps; an absent state is an empty window. */
export interface WindowContents<V, S, R> {
  add(state: S | undefined, element: WindowElement<V>): S;
  merge(left: S, right: S): S;
  /** The result of a firing window and what stays in it; undefined: nothing. */
  fire(state: S): { readonly result: R; readonly kept: S | undefined };
}

/** Keeps the accumulator alone. */
export function aggregatedContents<V, A, R>(aggregate: WindowAggregate<V, A, R>): WindowContents<V, A, R> {
  return {
    add: (state, { value }) => aggregate.add(state === undefined ? aggregate.create() : state, value),
    merge: (left, right) => aggregate.merge(left, right),
    fire: (state) => ({ result: aggregate.result(state), kept: state }),
  };
}
