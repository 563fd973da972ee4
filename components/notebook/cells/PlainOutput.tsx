import type { ExportedValue } from "../../../engine/src/notebook-file/sandbox-protocol.ts";
import { stringifyJson } from "../../../engine/src/schema/json.ts";
import styles from "./CellOutput.module.css";

const MAX_TEXT = 400;

function textOf(value: ExportedValue): string {
  if (!value.plain) return value.reason;
  const text = stringifyJson(value.value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** Values of a cell that is nothing in particular. */
export function PlainOutput({ values }: { readonly values: readonly ExportedValue[] }) {
  if (values.length === 0) return null;
  return (
    <div className={styles.output}>
      <dl className={styles.values}>
        {values.map((value) => (
          <div key={value.name} className={styles.value}>
            <dt>{value.name}</dt>
            <dd>{textOf(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
