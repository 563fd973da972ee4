import type { ReactNode } from "react";
import { classNames } from "../ui/class-names.ts";
import styles from "./DataTable.module.css";

interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** `number` is at the right, `text` at the left, `long` breaks into lines, `mono` lines up digits at the right. */
  readonly look?: "number" | "text" | "long" | "mono";
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
}

/** Rows with a heading that stays while they scroll. The first column names the row. */
export function DataTable<Row>({ label, columns, rows, rowKey }: DataTableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={styles.scroller} tabIndex={0}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ title, look }, i) => (
              <th key={title} scope="col" className={i === 0 || look === "text" || look === "long" ? styles.text : ""}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ title, cell, look }, i) => {
                const className = classNames(
                  (i === 0 || look === "text" || look === "long") && styles.text,
                  look === "long" && styles.long,
                  look === "mono" && styles.mono,
                );
                return i === 0 ? (
                  <th key={title} scope="row" className={className}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={title} className={className}>
                    {cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
