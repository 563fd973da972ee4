import { memo } from "react";
import { type CompareResult, formatDuration } from "../playback/engine.ts";
import { classNames } from "../ui/class-names.ts";
import styles from "./CompareCell.module.css";
import { bytesText, microsText } from "./cost-text.ts";

/** The same read at the next tile sizes down and up. */
export const SizeTable = memo(function SizeTable({ sizes }: { readonly sizes: CompareResult["sizes"] }) {
  return (
    <table className={classNames(styles.table, styles.sizes)}>
      <caption>The same read at other tile sizes</caption>
      <thead>
        <tr>
          <th scope="col">Tile size</th>
          <th scope="col">Reads</th>
          <th scope="col">Bytes</th>
          <th scope="col">Merges</th>
          <th scope="col">p50</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      <tbody>
        {sizes.map(({ tileSizeMs, cost, current }) => (
          <tr key={tileSizeMs} className={current ? styles.current : undefined} aria-current={current || undefined}>
            <th scope="row">
              {formatDuration(tileSizeMs)}
              {current && <small>this notebook</small>}
            </th>
            <td>{cost.reads.toLocaleString("en-US")}</td>
            <td>{bytesText(cost.bytes)}</td>
            <td>{cost.merges.toLocaleString("en-US")}</td>
            <td>{microsText(cost.p50Us)}</td>
            <td>{microsText(cost.p99Us)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
});
