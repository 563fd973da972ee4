"use client";

import { type RefObject, useRef, useState } from "react";
import type { Explanation, FeatureSummary } from "../playback/engine.ts";
import { spokenTime, type Zone } from "../playback/time-text.ts";
import { valueText } from "../playback/value-text.ts";
import { Button } from "../ui/Button.tsx";
import { savePicture } from "./export/save-picture.ts";
import styles from "./TimelineCell.module.css";
import { msOf } from "./time-scale.ts";
import type { TimelinePainter } from "./timeline-painter.ts";

interface SaveMenuProps {
  readonly painter: RefObject<TimelinePainter | null>;
  readonly keyText: string;
  readonly features: readonly FeatureSummary[];
  readonly explanations: ReadonlyMap<string, Explanation>;
  readonly zone: Zone;
}

/** Saves the picture as it is now. */
export function SaveMenu({ painter, keyText, features, explanations, zone }: SaveMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const save = async (format: "png" | "svg") => {
    const scene = painter.current?.scene() ?? null;
    if (scene === null) return;
    const { layout } = scene;
    const values = new Map(
      features.flatMap(({ name, type }) => {
        const explained = explanations.get(name);
        return explained === undefined ? [] : [[name, valueText(explained.value, type)] as const];
      }),
    );
    const title = `${keyText} at ${spokenTime(Math.round(msOf(layout.scale, layout.queryX)), zone)}`;
    try {
      await savePicture({ scene, values, title }, format);
      setFailure(null);
      menu.current?.removeAttribute("open");
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <details ref={menu} className={styles.lanes}>
      <summary>Save</summary>
      <div className={styles.saveMenu}>
        <Button small look="quiet" onClick={() => save("png")}>
          Picture as PNG
        </Button>
        <Button small look="quiet" onClick={() => save("svg")}>
          Picture as SVG
        </Button>
        {failure !== null && <p role="alert">{failure}</p>}
      </div>
    </details>
  );
}
