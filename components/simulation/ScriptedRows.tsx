"use client";

import { stringifyJson } from "../../engine/src/schema/json.ts";
import type { ScriptedStream } from "../../engine/src/simulation/stream.ts";
import styles from "./ScriptedRows.module.css";

const SHOWN = 100;

/** The rows of a scripted stream in order of arrival. */
export function ScriptedRows({ stream }: { readonly stream: ScriptedStream }) {
  const columns = stream.schema.map((field) => field.name);
  const delayed = stream.rows.some(
    (row) => row.arrivalMs !== undefined && row.arrivalMs !== row.event[stream.timeColumn],
  );
  if (stream.rows.length === 0) return <p className={styles.more}>No rows.</p>;
  return (
    <div className={styles.scroll}>
      <table>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {delayed && <th scope="col">arrives at</th>}
          </tr>
        </thead>
        <tbody>
          {stream.rows.slice(0, SHOWN).map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place.
            <tr key={i}>
              {columns.map((name) => (
                <td key={name}>{stringifyJson(row.event[name] ?? null)}</td>
              ))}
              {delayed && <td>{row.arrivalMs}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {stream.rows.length > SHOWN && (
        <p className={styles.more}>and {(stream.rows.length - SHOWN).toLocaleString("en")} more</p>
      )}
    </div>
  );
}
