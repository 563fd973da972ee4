"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "./Button.tsx";
import styles from "./Dialog.module.css";
import { Icon } from "./Icon.tsx";

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** For a dialog that is all one control: no title to see, no frame inside. */
  readonly bare?: boolean;
  onClose(): void;
}

/** A modal dialog. Mounted means open. */
export function Dialog({ title, children, bare, onClose }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={bare ? styles.bare : styles.dialog}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      {bare ? (
        children
      ) : (
        <div className={styles.inside}>
          <div className={styles.head}>
            <h2>{title}</h2>
            <Button look="quiet" small square aria-label="Close" onClick={onClose}>
              <Icon name="close" size={14} />
            </Button>
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
