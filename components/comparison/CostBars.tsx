import { memo } from "react";
import type { ReadCost } from "../playback/engine.ts";
import styles from "./CompareCell.module.css";
import { type CostPair, costPairs, ratioText } from "./cost-text.ts";

function Bar({
  name,
  value,
  most,
  tiled,
  text,
}: {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly tiled: boolean;
  readonly text: string;
}) {
  const share = most <= 0 ? 0 : value / most;
  return (
    <div className={styles.bar}>
      <span>{name}</span>
      <i
        className={tiled ? styles.tiledBar : styles.rawBar}
        style={{ width: `max(${value > 0 ? 2 : 0}px, ${share * 100}%)` }}
      />
      <span>{text}</span>
    </div>
  );
}

function Pair({ name, raw, tiled, text }: CostPair) {
  const most = Math.max(raw, tiled);
  return (
    <li className={styles.pair} title={ratioText(raw, tiled)}>
      <Bar name={`Raw ${name}`} value={raw} most={most} tiled={false} text={text(raw)} />
      <Bar
        name={name === "reads" || name === "bytes" ? `Tile ${name}` : `Tiled ${name}`}
        value={tiled}
        most={most}
        tiled
        text={text(tiled)}
      />
    </li>
  );
}

/** What one read costs over raw events and over tiles; each pair has its own scale. */
export const CostBars = memo(function CostBars({ raw, tiled }: { readonly raw: ReadCost; readonly tiled: ReadCost }) {
  return (
    <>
      <ul className={styles.pairs} aria-label="Cost of one read">
        {costPairs(raw, tiled).map((pair) => (
          <Pair key={pair.name} {...pair} />
        ))}
      </ul>
      <p className={styles.summary}>
        Tiles: reads {ratioText(raw.reads, tiled.reads)}, bytes {ratioText(raw.bytes, tiled.bytes)}, p99{" "}
        {ratioText(raw.p99Us, tiled.p99Us)}.
      </p>
    </>
  );
});
