import { type ClockRun, clockGroup, runBounds, type TimeRange } from "./clock-group.ts";
import type { Trace } from "./engine.ts";
import { nextArrivalMs, previousArrivalMs } from "./playhead.ts";
import { NO_SELECTION, type Selection, sameSelection } from "./selection.ts";
import { selectionIn } from "./selection-in-run.ts";
import { clockRate, type Speed } from "./speed.ts";

export type { ClockRun, TimeRange } from "./clock-group.ts";

/** How the notebook is looked at. Never saved in the document. */
export interface ViewState {
  /** The playhead: processing time, common to all runs. May be fractional while playing. */
  readonly clockMs: number;
  readonly playing: boolean;
  readonly speed: Speed;
  /** Runs that the clock covers, in order of registration. */
  readonly runs: readonly ClockRun[];
  /** The run that was looked at last; null until one was. The clock moves it and the runs of its time. */
  readonly lookedAt: string | null;
  /** Runs that the clock moves. */
  readonly clockRunIds: readonly string[];
  /** Clock times from before their first arrival to the last; null without runs. */
  readonly boundsMs: TimeRange | null;
  /** Where the clock stood when it went over to runs of another time; absent: at the end. */
  readonly parkedMs: Readonly<Record<string, number>>;
  /** Visible event time by run; a run that is absent shows all of it. */
  readonly ranges: Readonly<Record<string, TimeRange>>;
  /** Chosen key by run, as text; a run that is absent shows its busiest key. */
  readonly keys: Readonly<Record<string, string>>;
  /** True: the clock stays where it is although it is at the end, while a live run grows. */
  readonly held: boolean;
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
  /** Stays at this moment of a live run, although newer ones come. */
  | { readonly type: "hold" }
  /** Real time has passed while playing. */
  | { readonly type: "tick"; readonly elapsedMs: number }
  | { readonly type: "set-speed"; readonly speed: Speed }
  | { readonly type: "seek"; readonly clockMs: number }
  /** Puts a run under the clock, if it is of another time than the runs that are. */
  | { readonly type: "look-at"; readonly runId: string }
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
  lookedAt: null,
  clockRunIds: [],
  boundsMs: null,
  parkedMs: {},
  ranges: {},
  keys: {},
  held: false,
  pinnedQueryMs: null,
  selection: NO_SELECTION,
};

function moveTo(state: ViewState, clockMs: number): ViewState {
  if (state.boundsMs === null || Number.isNaN(clockMs)) return state;
  const held = Math.min(state.boundsMs.toMs, Math.max(state.boundsMs.fromMs, clockMs));
  return held === state.clockMs ? state : { ...state, clockMs: held };
}

/** A clock at the end stays at the end, so that a run that was just made is seen whole. */
function withRuns(state: ViewState, runs: ViewState["runs"]): ViewState {
  const group = clockGroup(runs, state.lookedAt);
  if (group === null) return { ...state, runs, clockRunIds: [], boundsMs: null, playing: false };
  const atEnd = state.boundsMs === null || state.clockMs >= state.boundsMs.toMs;
  const next = { ...state, runs, clockRunIds: group.runIds, boundsMs: group.boundsMs };
  return moveTo(next, atEnd && !state.playing && !state.held ? group.boundsMs.toMs : state.clockMs);
}

function lookAt(state: ViewState, runId: string): ViewState {
  if (state.lookedAt === runId || !state.runs.some((run) => run.runId === runId)) return state;
  const group = clockGroup(state.runs, runId);
  if (group === null || state.clockRunIds.includes(runId)) return { ...state, lookedAt: runId };
  const parkedMs = { ...state.parkedMs };
  for (const id of state.clockRunIds) parkedMs[id] = state.clockMs;
  return {
    ...state,
    lookedAt: runId,
    clockRunIds: group.runIds,
    boundsMs: group.boundsMs,
    clockMs: Math.min(group.boundsMs.toMs, Math.max(group.boundsMs.fromMs, parkedMs[runId] ?? group.boundsMs.toMs)),
    parkedMs,
    playing: false,
    pinnedQueryMs: null,
  };
}

/** Moving the clock settles which runs it moves, whatever is run later. */
function moving(state: ViewState): ViewState {
  const first = state.clockRunIds[0];
  return state.lookedAt !== null || first === undefined ? state : { ...state, lookedAt: first };
}

function registerRun(state: ViewState, run: ClockRun): ViewState {
  const known = state.runs.find((one) => one.runId === run.runId);
  if (known?.trace === run.trace) return state;
  if (known === undefined) return withRuns(state, [...state.runs, run]);
  const runs = state.runs.map((one) => (one === known ? run : one));
  // A live run that left out its oldest events numbers the others anew.
  const selection = run.isLive === true ? selectionIn(state.selection, known, run) : state.selection;
  return withRuns(sameSelection(selection, state.selection) ? state : { ...state, selection }, runs);
}

function replaceRun(state: ViewState, fromId: string, toId: string): ViewState {
  const from = state.runs.find((one) => one.runId === fromId);
  const to = state.runs.find((one) => one.runId === toId);
  if (from === undefined || to === undefined || from === to) return state;
  // A live run and a simulated one are rarely of the same time.
  const range = state.ranges[toId] ?? (from.isLive === to.isLive ? state.ranges[fromId] : undefined);
  const key = state.keys[toId] ?? state.keys[fromId];
  const parked = state.parkedMs[toId] ?? state.parkedMs[fromId];
  const lookedAt = state.lookedAt === fromId ? toId : state.lookedAt;
  const next = {
    ...state,
    lookedAt,
    parkedMs: parked === undefined ? state.parkedMs : { ...state.parkedMs, [toId]: parked },
    ranges: range === undefined ? state.ranges : { ...state.ranges, [toId]: range },
    keys: key === undefined ? state.keys : { ...state.keys, [toId]: key },
    selection: selectionIn(state.selection, from, to),
  };
  return withRuns(next, next.runs);
}

function forgetRun(state: ViewState, runId: string): ViewState {
  if (!state.runs.some((run) => run.runId === runId)) return state;
  const { [runId]: _range, ...ranges } = state.ranges;
  const { [runId]: _key, ...keys } = state.keys;
  const { [runId]: _parked, ...parkedMs } = state.parkedMs;
  const own = state.selection.kind !== "none" && state.selection.runId === runId;
  return withRuns(
    {
      ...state,
      ranges,
      keys,
      parkedMs,
      lookedAt: state.lookedAt === runId ? null : state.lookedAt,
      selection: own ? NO_SELECTION : state.selection,
    },
    state.runs.filter((run) => run.runId !== runId),
  );
}

/** Whether the clock goes with a live run as it grows. */
export function isFollowing(state: ViewState): boolean {
  return isLive(state) && !state.held && !state.playing && state.clockMs >= (state.boundsMs?.toMs ?? 0);
}

/** Whether the clock is over a live run. */
export function isLive({ runs, clockRunIds }: ViewState): boolean {
  return runs.some((run) => run.isLive === true && run.runId === clockRunIds[0]);
}

function play(state: ViewState): ViewState {
  if (state.boundsMs === null || state.playing) return state;
  if (state.held && state.clockMs >= state.boundsMs.toMs) return { ...state, held: false };
  const clockMs = state.clockMs >= state.boundsMs.toMs ? state.boundsMs.fromMs : state.clockMs;
  return { ...state, clockMs, playing: true, held: false };
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
    .filter(({ runId }) => state.clockRunIds.includes(runId))
    .map(({ trace }) => (by === 1 ? nextArrivalMs(trace, state.clockMs) : previousArrivalMs(trace, state.clockMs)))
    .filter((time) => time !== null);
  if (by === 1) return moveTo(state, times.length === 0 ? state.boundsMs.toMs : Math.min(...times));
  return moveTo(state, times.length === 0 ? state.boundsMs.fromMs : Math.max(...times));
}

function stepTile(state: ViewState, by: 1 | -1): ViewState {
  const sizes = state.runs.filter(({ runId }) => state.clockRunIds.includes(runId)).map((run) => run.trace.tileSizeMs);
  if (sizes.length === 0) return state;
  const sizeMs = Math.min(...sizes);
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

/** What is looked into is put under the clock. */
function select(state: ViewState, selection: Selection): ViewState {
  const seen = selection.kind === "none" ? state : lookAt(state, selection.runId);
  return sameSelection(seen.selection, selection) ? seen : { ...seen, selection };
}

const MOVES: ReadonlySet<ViewAction["type"]> = new Set(["seek", "home", "end", "step", "step-tile", "look-at"]);

/** The next view. Pure; returns the same object when nothing changes. */
export function viewReducer(state: ViewState, action: ViewAction): ViewState {
  const next = reduce(state, action);
  return next.held && MOVES.has(action.type) ? { ...next, held: false } : next;
}

function reduce(state: ViewState, action: ViewAction): ViewState {
  switch (action.type) {
    case "register-run":
      return registerRun(state, action.run);
    case "replace-run":
      return replaceRun(state, action.from, action.to);
    case "forget-run":
      return forgetRun(state, action.runId);
    case "look-at":
      return lookAt(state, action.runId);
    case "play":
      return play(moving(state));
    case "pause":
      return state.playing ? { ...state, playing: false } : state;
    case "toggle":
      if (state.playing) return { ...state, playing: false };
      return isFollowing(state) ? { ...state, held: true } : play(moving(state));
    case "hold":
      return state.held ? state : { ...state, held: true, playing: false };
    case "tick":
      return tick(state, action.elapsedMs);
    case "set-speed":
      return action.speed === state.speed ? state : { ...state, speed: action.speed };
    case "seek":
      return moveTo(moving(state), action.clockMs);
    case "home":
      return moveTo(moving(state), Number.NEGATIVE_INFINITY);
    case "end":
      return moveTo(moving(state), Number.POSITIVE_INFINITY);
    case "step":
      return stepArrival({ ...moving(state), playing: false }, action.by);
    case "step-tile":
      return stepTile({ ...moving(state), playing: false }, action.by);
    case "select":
      return select(state, action.selection);
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

/** When a run is looked at: the clock, or where it was parked when the clock went over to runs of another time. */
export function runTimes(
  state: ViewState,
  run: { readonly runId: string; readonly trace: Trace },
): { readonly clockMs: number; readonly queryMs: number; readonly underClock: boolean } {
  if (state.clockRunIds.includes(run.runId))
    return { clockMs: state.clockMs, queryMs: queryMsOf(state), underClock: true };
  const clockMs = state.parkedMs[run.runId] ?? runBounds(run.trace)?.toMs ?? state.clockMs;
  return { clockMs, queryMs: Math.floor(clockMs), underClock: false };
}
