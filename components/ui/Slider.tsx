import { type CSSProperties, useId } from "react";
import styles from "./Slider.module.css";

interface SliderProps {
  readonly label: string;
  /** The value as a person reads it: `12 min`. Also spoken. */
  readonly text: string;
  /** Position among `steps + 1` stops. */
  readonly step: number;
  readonly steps: number;
  readonly disabled?: boolean;
  readonly title?: string;
  onStep(step: number): void;
  /** The person let go. */
  onDone?(): void;
}

/** A range input over a list of stops, with its name and value above. */
export function Slider({ label, text, step, steps, disabled, title, onStep, onDone }: SliderProps) {
  const id = useId();
  return (
    <div className={styles.slider} title={title}>
      <div className={styles.head}>
        <label htmlFor={id}>{label}</label>
        <output htmlFor={id}>{text}</output>
      </div>
      <input
        id={id}
        type="range"
        min={0}
        max={steps}
        step={1}
        value={step}
        disabled={disabled}
        aria-valuetext={text}
        style={{ "--share": steps === 0 ? 0 : step / steps } as CSSProperties}
        onChange={(event) => onStep(event.currentTarget.valueAsNumber)}
        onPointerUp={onDone}
        onKeyUp={onDone}
        onBlur={onDone}
      />
    </div>
  );
}
