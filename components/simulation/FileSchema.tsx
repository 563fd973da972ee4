import { stringifyJson } from "../../engine/src/schema/json.ts";
import { type DataType, describeType } from "../../engine/src/schema/schema.ts";
import type { FileStream } from "../../engine/src/simulation/stream.ts";
import styles from "./FilePanel.module.css";
import type { FileInspection } from "./file-definition.ts";

interface FileSchemaProps {
  readonly stream: FileStream;
  readonly inspection: FileInspection;
  onChange(stream: FileStream): void;
}

const TYPES = ["string", "long", "int", "double", "float", "boolean", "timestamp", "date"] as const;
const UNITS: readonly (readonly [FileStream["timeUnit"], string])[] = [
  ["milliseconds", "milliseconds since 1970"],
  ["seconds", "seconds since 1970"],
  ["microseconds", "microseconds since 1970"],
  ["text", "text such as 2024-01-15T10:00:00Z"],
];
const DELAYED: FileStream["arrival"] = { kind: "delay", seed: 1, share: 0.2, p50Ms: 30_000, p95Ms: 600_000 };
const EXAMPLES = 3;

function example(value: unknown): string {
  const text = typeof value === "string" ? value : stringifyJson(value ?? null);
  return text.length > 28 ? `${text.slice(0, 28)}…` : text;
}

/** Columns and times of a chosen file, as they were guessed, to be put right. */
export function FileSchema({ stream, inspection, onChange }: FileSchemaProps) {
  const samples = inspection.rows.slice(0, EXAMPLES);
  const setType = (name: string, type: DataType) =>
    onChange({
      ...stream,
      schema: stream.schema.map((field) => (field.name === name ? { name, type } : field)),
    });
  const { arrival } = stream;
  return (
    <div className={styles.schema}>
      <div className={styles.scroll}>
        <table>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
              <th scope="col">First values</th>
            </tr>
          </thead>
          <tbody>
            {stream.schema.map(({ name, type }) => (
              <tr key={name}>
                <th scope="row" className="mono">
                  {name}
                </th>
                <td>
                  {typeof type === "string" ? (
                    <select
                      aria-label={`Type of ${name}`}
                      value={type}
                      onChange={(event) => setType(name, event.currentTarget.value as DataType)}
                    >
                      {[...new Set<string>([...TYPES, type])].map((one) => (
                        <option key={one}>{one}</option>
                      ))}
                    </select>
                  ) : (
                    <span className="mono">{describeType(type)}</span>
                  )}
                </td>
                <td className={styles.examples}>{samples.map((row) => example(row[name])).join(" · ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={styles.times}>
        <label>
          Event time
          <select
            value={stream.timeColumn}
            onChange={(event) => onChange({ ...stream, timeColumn: event.currentTarget.value })}
          >
            {stream.schema.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          It counts
          <select
            value={stream.timeUnit}
            onChange={(event) => onChange({ ...stream, timeUnit: event.currentTarget.value as FileStream["timeUnit"] })}
          >
            {UNITS.map(([unit, label]) => (
              <option key={unit} value={unit}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          Arrival
          <select
            value={arrival.kind}
            onChange={(event) => {
              const kind = event.currentTarget.value as FileStream["arrival"]["kind"];
              onChange({ ...stream, arrival: kind === "delay" ? DELAYED : { kind } });
            }}
          >
            <option value="file-order">in the order of the file</option>
            <option value="event-time">as soon as it happens</option>
            <option value="delay">a share of it late</option>
          </select>
        </label>
        {arrival.kind === "delay" && (
          <label>
            Late share
            <select
              value={arrival.share}
              onChange={(event) =>
                onChange({ ...stream, arrival: { ...arrival, share: Number(event.currentTarget.value) } })
              }
            >
              {[...new Set([0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 1, arrival.share])].map((share) => (
                <option key={share} value={share}>
                  {share * 100} %
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {inspection.problems.length > 0 && (
        <p className={styles.failure}>
          {inspection.problems.length} rows cannot be read. Line {inspection.problems[0]?.line}:{" "}
          {inspection.problems[0]?.reason}
        </p>
      )}
    </div>
  );
}
