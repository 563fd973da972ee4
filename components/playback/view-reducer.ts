import type { Trace } from "./engine.ts";
import { nextArrivalMs, previousArrivalMs } from "./playhead.ts";
import { NO_SELECTION, type Selection, sameSelection } from "./selection.ts";
import { clockRate, type Speed } from "./speed.ts";

/** Half open, in ms since 1970 UTC. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A run under the clock. `originalIndex` names each step in the unedited stream; null: by the step itself. */
export interface ClockRun {
  readonly runId: string;
  readonly trace: Trace;
  readonly originalIndex: Uint32Array | null;
}

/** How the notebook is looked at. Never saved in the document. */
export interface ViewState {
  /** The playhead: processing time, common to all runs. May be fractional while playing. */
  readonly clockMs: number;
  readonly playing: boolean;
  readonly speed: Speed;
  /** Runs that the clock covers, in order of registration. */
  readonly runs: readonly ClockRun[];
  /** Clock times from before the first arrival to the last; null without runs. */
  readonly boundsMs: TimeRange | null;
  /** Visible event time by run; a run that is absent shows all of it. */
  readonly ranges: Readonly<Record<string, TimeRange>>;
  /** Chosen key by run, as text; a run that is absent shows its busiest key. */
  readonly keys: Readonly<Record<string, string>>;
  /** Query time that the person pinned; null: the query is asked at the clock. */
  readonly pinnedQueryMs: number | null;
  readonly selection: Selection;
}

export type ViewAction =
  | { readonly type: "register-run"; readonly run: ClockRun }
  /** A cell shows `to` where it showed `from`: range, key and selection go over. `to` is registered already. */
  | { readonly type: "replace-run"; readonly from: string; readonly to: string }
  | { readonly type: "forget-run"; readonly runId: string }
  | { readonly type: "play" | "pause" | "toggle" | "home" | "end" }
  /** Real time has passed while playing. */
  | { readonly type: "tick"; readonly elapsedMs: number }
  | { readonly type: "set-speed"; readonly speed: Speed }
  | { readonly type: "seek"; readonly clockMs: number }
  /** To the next or previous arrival of any run. */
  | { readonly type: "step"; readonly by: 1 | -1 }
  /** To the next or previous tile boundary. */
  | { readonly type: "step-tile"; readonly by: 1 | -1 }
  | { readonly type: "select"; readonly selection: Selection }
  | { readonly type: "set-key"; readonly runId: string; readonly key: string }
  | { readonly type: "set-range"; readonly runId: string; readonly range: TimeRange | null }
  | { readonly type: "pin-query"; readonly queryMs: number | null };

export const INITIAL_VIEW: ViewState = {
  clockMs: 0,
  playing: false,
  speed: 60,
  runs: [],
  boundsMs: null,
  ranges: {},
  keys: {},
  pinnedQueryMs: null,
  selection: NO_SELECTION,
};

/** Clock times of one run. Begins a little before the first arrival, so that the run can be seen empty. */
export function runBounds(trace: Trace): TimeRange | null {
  const first = trace.processingMs[0];
  const last = trace.processingMs[trace.steps - 1];
  if (trace.steps === 0 || first === undefined || last === undefined) return null;
  const marginMs = Math.min(60_000, Math.max(1, Math.round((last - first) / 100)));
  return { fromMs: Math.floor(first) - marginMs, toMs: Math.ceil(last) };
}

function boundsOf(runs: ViewState["runs"]): TimeRange | null {
  let bounds: TimeRange | null = null;
  for (const run of runs) {
    const own = runBounds(run.trace);
    if (own === null) continue;
    bounds =
      bounds === null ? own : { fromMs: Math.min(bounds.fromMs, own.fromMs), toMs: Math.max(bounds.toMs, own.toMs) };
  }
  return bounds;
}

function moveTo(state: ViewState, clockMs: number): ViewState {
  if (state.boundsMs === null || Number.isNaN(clockMs)) return state;
  const held = Math.min(state.boundsMs.toMs, Math.max(state.boundsMs.fromMs, clockMs));
  return held === state.clockMs ? state : { ...state, clockMs: held };
}

/** A clock at the end stays at the end, so that a run that was just made is seen whole. */
function withRuns(state: ViewState, runs: ViewState["runs"]): ViewState {
  const boundsMs = boundsOf(runs);
  if (boundsMs === null) return { ...state, runs, boundsMs, playing: false };
  const atEnd = state.boundsMs === null || state.clockMs >= state.boundsMs.toMs;
  return moveTo({ ...state, runs, boundsMs }, atEnd && !state.playing ? boundsMs.toMs : state.clockMs);
}

function registerRun(state: ViewState, run: ClockRun): ViewState {
  const known = state.runs.find((one) => one.runId === run.runId);
  if (known?.trace === run.trace) return state;
  const runs = known === undefined ? [...state.runs, run] : state.runs.map((one) => (one === known ? run : one));
  return withRuns(state, runs);
}

/** The step in another run of the same event of the stream; -1 when it was removed. */
function stepIn(to: ClockRun, from: ClockRun, step: number): number {
  const original = from.originalIndex === null ? step : (from.originalIndex[step] ?? -1);
  if (to.originalIndex !== null) return to.originalIndex.indexOf(original);
  return original < to.trace.steps ? original : -1;
}

function selectionIn(selection: Selection, from: ClockRun, to: ClockRun): Selection {
  if (selection.kind === "none" || selection.runId !== from.runId) return selection;
  if (selection.kind !== "event") return { ...selection, runId: to.runId };
  const step = stepIn(to, from, selection.step);
  return step < 0 ? NO_SELECTION : { kind: "event", runId: to.runId, step };
}

function replaceRun(state: ViewState, fromId: string, toId: string): ViewState {
  const from = state.runs.find((one) => one.runId === fromId);
  const to = state.runs.find((one) => one.runId === toId);
  if (from === undefined || to === undefined || from === to) return state;
  const range = state.ranges[toId] ?? state.ranges[fromId];
  const key = state.keys[toId] ?? state.keys[fromId];
  return {
    ...state,
    ranges: range === undefined ? state.ranges : { ...state.ranges, [toId]: range },
    keys: key === undefined ? state.keys : { ...state.keys, [toId]: key },
    selection: selectionIn(state.selection, from, to),
  };
}

function forgetRun(state: ViewState, runId: string): ViewState {
  if (!state.runs.some((run) => run.runId === runId)) return state;
  const { [runId]: _range, ...ranges } = state.ranges;
  const { [runId]: _key, ...keys } = state.keys;
  const own = state.selection.kind !== "none" && state.selection.runId === runId;
  return withRuns(
    { ...state, ranges, keys, selection: own ? NO_SELECTION : state.selection },
    state.runs.filter((run) => run.runId !== runId),
  );
}

function play(state: ViewState): ViewState {
  if (state.boundsMs === null || state.playing) return state;
  const clockMs = state.clockMs >= state.boundsMs.toMs ? state.boundsMs.fromMs : state.clockMs;
  return { ...state, clockMs, playing: true };
}

function tick(state: ViewState, elapsedMs: number): ViewState {
  if (!state.playing || state.boundsMs === null) return state;
  const { fromMs, toMs } = state.boundsMs;
  const clockMs = state.clockMs + elapsedMs * clockRate(state.speed, toMs - fromMs);
  return clockMs >= toMs ? { ...state, clockMs: toMs, playing: false } : { ...state, clockMs };
}

function stepArrival(state: ViewState, by: 1 | -1): ViewState {
  if (state.boundsMs === null) return state;
  const times = state.runs
    .map(({ trace }) => (by === 1 ? nextArrivalMs(trace, state.clockMs) : previousArrivalMs(trace, state.clockMs)))
    .filter((time) => time !== null);
  if (by === 1) return moveTo(state, times.length === 0 ? state.boundsMs.toMs : Math.min(...times));
  return moveTo(state, times.length === 0 ? state.boundsMs.fromMs : Math.max(...times));
}

function stepTile(state: ViewState, by: 1 | -1): ViewState {
  if (state.runs.length === 0) return state;
  const sizeMs = Math.min(...state.runs.map((run) => run.trace.tileSizeMs));
  const position = state.clockMs / sizeMs;
  return moveTo(state, (by === 1 ? Math.floor(position) + 1 : Math.ceil(position) - 1) * sizeMs);
}

function setRange(state: ViewState, runId: string, range: TimeRange | null): ViewState {
  if (range !== null) {
    if (!(range.toMs > range.fromMs)) return state;
    return { ...state, ranges: { ...state.ranges, [runId]: range } };
  }
  if (state.ranges[runId] === undefined) return state;
  const { [runId]: _gone, ...ranges } = state.ranges;
  return { ...state, ranges };
}

/** The next view. Pure; returns the same object when nothing changes. */
export function viewReducer(state: ViewState, action: ViewAction): ViewState {
  switch (action.type) {
    case "register-run":
      return registerRun(state, action.run);
    case "replace-run":
      return replaceRun(state, action.from, action.to);
    case "forget-run":
      return forgetRun(state, action.runId);
    case "play":
      return play(state);
    case "pause":
      return state.playing ? { ...state, playing: false } : state;
    case "toggle":
      return state.playing ? { ...state, playing: false } : play(state);
    case "tick":
      return tick(state, action.elapsedMs);
    case "set-speed":
      return action.speed === state.speed ? state : { ...state, speed: action.speed };
    case "seek":
      return moveTo(state, action.clockMs);
    case "home":
      return moveTo(state, Number.NEGATIVE_INFINITY);
    case "end":
      return moveTo(state, Number.POSITIVE_INFINITY);
    case "step":
      return stepArrival({ ...state, playing: false }, action.by);
    case "step-tile":
      return stepTile({ ...state, playing: false }, action.by);
    case "select":
      return sameSelection(state.selection, action.selection) ? state : { ...state, selection: action.selection };
    case "set-key":
      return state.keys[action.runId] === action.key
        ? state
        : { ...state, keys: { ...state.keys, [action.runId]: action.key } };
    case "set-range":
      return setRange(state, action.runId, action.range);
    case "pin-query":
      return state.pinnedQueryMs === action.queryMs ? state : { ...state, pinnedQueryMs: action.queryMs };
  }
}

/** Query time in whole ms: pinned, or the clock. */
export function queryMsOf(state: ViewState): number {
  return state.pinnedQueryMs ?? Math.floor(state.clockMs);
}
