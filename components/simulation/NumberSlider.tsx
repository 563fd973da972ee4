"use client";

import { useEffect, useRef, useState } from "react";
import { useDocumentPart, useSession } from "../notebook/session/session-context.tsx";
import { Slider } from "../ui/Slider.tsx";
import type { NumberSlot } from "./number-slot.ts";
import { type LocatedNumber, locateNumbers, type NumberTarget, writeNumbers } from "./number-writer.ts";
import { stopsWith } from "./slider-stops.ts";

interface NumberSliderProps {
  readonly label: string;
  readonly title?: string;
  /** Everywhere that the number is written. */
  readonly targets: readonly NumberTarget[];
  /** As the definition has it now. */
  readonly value: number;
  readonly stops: readonly number[];
  readonly format: (value: number) => string;
  /** The number in code. */
  readonly write: (value: number, slot: NumberSlot) => string;
}

/** A slider that edits a number in the cells' code. One drag is one change of the document. */
export function NumberSlider({ label, title, targets, value, stops, format, write }: NumberSliderProps) {
  const session = useSession();
  const notebook = useDocumentPart((state) => state.notebook);
  const [places, setPlaces] = useState<readonly LocatedNumber[] | null>(null);
  const [draft, setDraft] = useState<number | null>(null);
  const dragging = useRef<readonly LocatedNumber[] | null>(null);
  const targetsKey = JSON.stringify(targets);

  useEffect(() => {
    // While a drag goes on, it knows the places itself. The notebook is a reason to look again, not an input.
    if (dragging.current !== null || notebook === null) return;
    let gone = false;
    locateNumbers(session, JSON.parse(targetsKey) as readonly NumberTarget[])
      .then((found) => {
        if (!gone) setPlaces(found);
      })
      .catch(() => {
        if (!gone) setPlaces(null);
      });
    return () => {
      gone = true;
    };
  }, [session, targetsKey, notebook]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value is the answer to the draft.
  useEffect(() => {
    if (dragging.current === null) setDraft(null);
  }, [value]);

  const shown = draft ?? value;
  const { stops: all, at } = stopsWith(stops, shown);
  const onStep = (step: number) => {
    const next = all[step];
    const from = dragging.current ?? places;
    if (next === undefined || next === shown || from === null) return;
    const written = writeNumbers(session, from, (slot) => write(next, slot), dragging.current !== null);
    if (written === null) return;
    dragging.current = written;
    setDraft(next);
    for (const { cellId } of written) session.runSoon(cellId);
  };
  const onDone = () => {
    if (dragging.current === null) return;
    setPlaces(dragging.current);
    dragging.current = null;
  };
  return (
    <Slider
      label={label}
      text={format(shown)}
      title={title}
      step={at}
      steps={all.length - 1}
      disabled={places === null && dragging.current === null}
      onStep={onStep}
      onDone={onDone}
    />
  );
}
