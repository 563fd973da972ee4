"use client";

import { type ReactNode, useState } from "react";
import styles from "./VirtualRows.module.css";

const ROW_PX = 26;
const HEIGHT_PX = 320;
const SPARE = 6;

interface VirtualRowsProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly count: number;
  readonly row: (i: number) => { readonly cells: readonly ReactNode[]; readonly selected: boolean };
  readonly onOpen: (i: number) => void;
  readonly empty: string;
}

/** A table of which only the rows in view exist. */
export function VirtualRows({ label, columns, count, row, onOpen, empty }: VirtualRowsProps) {
  const [top, setTop] = useState(0);
  const first = Math.max(0, Math.min(count, Math.floor(top / ROW_PX) - SPARE));
  const last = Math.min(count, Math.ceil((top + HEIGHT_PX) / ROW_PX) + SPARE);
  return (
    <div
      className={styles.scroller}
      style={{ maxHeight: HEIGHT_PX }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table className={styles.table} aria-label={label} aria-rowcount={count + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr style={{ height: first * ROW_PX }} />}
          {Array.from({ length: last - first }, (_, k) => {
            const i = first + k;
            const { cells, selected } = row(i);
            return (
              <tr
                key={i}
                aria-rowindex={i + 2}
                aria-selected={selected}
                className={selected ? styles.selected : undefined}
              >
                {cells.map((cell, column) =>
                  column === 0 ? (
                    <th key={columns[column]} scope="row">
                      <button type="button" className={styles.open} onClick={() => onOpen(i)}>
                        {cell}
                      </button>
                    </th>
                  ) : (
                    <td key={columns[column]}>{cell}</td>
                  ),
                )}
              </tr>
            );
          })}
          {last < count && <tr style={{ height: (count - last) * ROW_PX }} />}
        </tbody>
      </table>
      {count === 0 && <p className={styles.empty}>{empty}</p>}
    </div>
  );
}
