"use client";

import type { CellRole } from "../../../engine/src/notebook-file/cell-role.ts";
import type { Cell } from "../../../engine/src/notebook-file/notebook.ts";
import { StatusDot } from "../../ui/StatusDot.tsx";
import type { DraftKey } from "../files/drafts.ts";
import { EXAMPLES } from "../files/examples.ts";
import {
  useCellState,
  useNotebook,
  useRuntimePart,
  useSession,
  useViewOfNotebook,
} from "../session/session-context.tsx";
import { goToCell } from "./go-to-cell.ts";
import { SideNote, SideRow, SideSection } from "./SideSection.tsx";
import { useShownRun } from "./use-shown-run.ts";

interface LeftSideProps {
  readonly current: DraftKey | null;
  readonly drafts: readonly DraftKey[];
  onOpen(key: DraftKey): void;
}

const ROLE_NAMES: Readonly<Record<CellRole, string>> = {
  definition: "GroupBy",
  stream: "stream",
  timeline: "timeline",
  compare: "compare",
  expect: "expectation",
  fetch: "fetch",
  code: "code",
};

function OutlineRow({
  cell,
  index,
  current,
}: {
  readonly cell: Cell;
  readonly index: number;
  readonly current: boolean;
}) {
  const session = useSession();
  const state = useCellState(cell.id);
  const text = cell.kind === "markdown";
  const name = cell.name || state.result?.values[0]?.name || `cell ${index + 1}`;
  return (
    <SideRow
      mark={<StatusDot status={text ? "done" : state.status} />}
      note={text ? "markdown" : ROLE_NAMES[state.role]}
      current={current}
      onSelect={() => goToCell(session, cell.id)}
    >
      {name}
    </SideRow>
  );
}

function Features() {
  const cells = useRuntimePart((state) => state.cells);
  const features = [...cells.values()].flatMap(({ compiled }) =>
    compiled.flatMap((one) => one.summary?.features ?? []),
  );
  if (features.length === 0) return <SideNote>No definition yet.</SideNote>;
  return features.map((feature, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: two definitions may have a feature of the same name.
    <SideRow key={`${feature.name} ${i}`} mono note={feature.type} title={feature.name}>
      {feature.name}
    </SideRow>
  ));
}

const count = (value: number) => value.toLocaleString("en");

function TablesAndOperators() {
  const run = useShownRun();
  if (run === null) {
    return (
      <>
        <SideSection title="Tables">
          <SideNote>A run fills them.</SideNote>
        </SideSection>
        <SideSection title="Operators">
          <SideNote>Nothing has run yet.</SideNote>
        </SideSection>
      </>
    );
  }
  const { events, tiles, emissions, lateEvents, filtered, invalid } = run.counts;
  const tables = { events, tiles, emissions, late_events: lateEvents, features: run.features.length };
  const selected = events - filtered - invalid;
  const operators = {
    Source: `${count(events)} in`,
    "Expression eval": `${count(selected)} out`,
    Tiling: `${count(tiles)} tiles`,
    "Avro conversion": `${count(emissions)} out`,
    "KV store sink": `${count(run.trace.writes.count)} puts`,
  };
  return (
    <>
      <SideSection title="Tables">
        {Object.entries(tables).map(([name, rows]) => (
          <SideRow key={name} mono note={count(rows)}>
            {name}
          </SideRow>
        ))}
      </SideSection>
      <SideSection title="Operators">
        {Object.entries(operators).map(([name, note]) => (
          <SideRow key={name} note={note}>
            {name}
          </SideRow>
        ))}
      </SideSection>
    </>
  );
}

/** Notebooks, and what the open one holds. */
export function LeftSide({ current, drafts, onOpen }: LeftSideProps) {
  const { cells } = useNotebook();
  const activeId = useViewOfNotebook((view) => view.activeId);
  const others = [...new Set([...drafts, ...(current === null ? [] : [current])])].filter(
    (key) => !key.startsWith("example:"),
  );
  const notebooks: readonly (readonly [DraftKey, string])[] = [
    ...EXAMPLES.map((name) => [`example:${name}`, name] as const),
    ...others.map(
      (key) =>
        [key, key.startsWith("shared:") ? "shared notebook" : key.slice(5).replace(/\.notebook\.ts$/, "")] as const,
    ),
  ];
  return (
    <>
      <SideSection title="Notebooks">
        {notebooks.map(([key, name]) => (
          <SideRow
            key={key}
            mark={<StatusDot status={key === current ? "running" : drafts.includes(key) ? "done" : "idle"} still />}
            current={key === current}
            title={drafts.includes(key) ? `${name}, changed in this browser` : name}
            onSelect={() => onOpen(key)}
          >
            {name}
          </SideRow>
        ))}
      </SideSection>
      <SideSection title="Outline">
        {cells.length === 0 && <SideNote>No cells.</SideNote>}
        {cells.map((cell, index) => (
          <OutlineRow key={cell.id} cell={cell} index={index} current={cell.id === activeId} />
        ))}
      </SideSection>
      <SideSection title="Features">
        <Features />
      </SideSection>
      <TablesAndOperators />
    </>
  );
}
