import type { ButtonHTMLAttributes, Ref } from "react";
import styles from "./Button.module.css";
import { classNames } from "./class-names.ts";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `plain` has a border, `primary` is the one main action, `quiet` shows its ground on hover only. */
  readonly look?: "plain" | "primary" | "quiet";
  readonly small?: boolean;
  /** Square, for a picture alone; give it an `aria-label`. */
  readonly square?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = "plain", small, square, className, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classNames(styles.button, styles[look], small && styles.small, square && styles.square, className)}
      {...rest}
    />
  );
}
