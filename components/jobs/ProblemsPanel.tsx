import type { JobStatus } from "../../engine/src/index.ts";
import { integerText } from "../playback/count-text.ts";
import { DataTable } from "./DataTable.tsx";
import { NONE } from "./number-text.ts";
import { Panel, PanelEmpty } from "./Panel.tsx";

/** Records that gave no value: undecodable, or refused by an expression, the key or the time. */
export function ProblemsPanel({ job }: { readonly job: JobStatus }) {
  const { invalid } = job.counts;
  const { problems } = job;
  const shown = invalid > problems.length && problems.length > 0 ? `, the first ${problems.length} shown` : "";
  return (
    <Panel title="Errors" note={invalid === 0 ? "none" : `${integerText(invalid)} invalid${shown}`}>
      {problems.length > 0 ? (
        <DataTable
          label="Invalid events"
          rows={problems.map((problem, i) => ({ ...problem, i }))}
          rowKey={(problem) => problem.i}
          columns={[
            { title: "Reason", look: "long", cell: (problem) => problem.reason },
            { title: "Partition", cell: (problem) => (problem.partition < 0 ? NONE : problem.partition) },
            { title: "Offset", cell: (problem) => (problem.offset < 0 ? NONE : integerText(problem.offset)) },
          ]}
        />
      ) : (
        <PanelEmpty>
          {invalid === 0
            ? "Every event could be read and had a key and a time."
            : "None since the worker started; earlier ones are only counted."}
        </PanelEmpty>
      )}
    </Panel>
  );
}
