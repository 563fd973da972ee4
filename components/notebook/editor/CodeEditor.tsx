"use client";

import type * as Monaco from "monaco-editor";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { CellProblem } from "../../../engine/src/notebook-file/cell-result.ts";
import styles from "./CodeEditor.module.css";
import { useEditors } from "./EditorProvider.tsx";
import { bindEditorKeys, type EditorKeyActions } from "./editor-keys.ts";
import { type LineHint, useEditorMarks } from "./editor-marks.ts";
import { editorOptions } from "./editor-options.ts";
import { StaticCode } from "./StaticCode.tsx";

interface CodeEditorProps extends EditorKeyActions {
  readonly cellId: string;
  readonly source: string;
  readonly label: string;
  /** True while the cell is in edit mode: the editor then has the focus. */
  readonly editing: boolean;
  readonly problems: readonly CellProblem[];
  readonly hints: readonly LineHint[];
  onFocus(): void;
}

let overflowHost: HTMLElement | null = null;

/** Popups of all editors live here, above everything and cut off by nothing. */
function overflowNode(): HTMLElement {
  if (overflowHost === null) {
    overflowHost = document.createElement("div");
    overflowHost.className = "monaco-editor";
    overflowHost.style.cssText = "position:absolute;top:0;left:0;width:0;height:0;z-index:40;outline:none";
    document.body.append(overflowHost);
  }
  return overflowHost;
}

/** Becomes true when the element comes near the viewport, and stays so. */
function useNear(ref: { readonly current: HTMLElement | null }): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: "600px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return near;
}

/** A cell's code: static text at once, the editor in its place as soon as it is loaded and near the viewport. */
export function CodeEditor(props: CodeEditorProps) {
  const { cellId, source, label, editing, problems, hints } = props;
  const frame = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const editors = useEditors();
  const near = useNear(frame);
  const [editor, setEditor] = useState<Monaco.editor.IStandaloneCodeEditor | null>(null);
  const act = useEffectEvent(<K extends "run" | "runAndMove" | "undo" | "redo" | "onFocus">(name: K) => props[name]());
  const leave = useEffectEvent((direction: -1 | 1) => props.leave(direction));

  useEffect(() => {
    const model = editors?.models.modelOf(cellId);
    const element = host.current;
    if (editors === null || model == null || element === null || !near) return;
    const created = editors.monaco.editor.create(element, { ...editorOptions(label, overflowNode()), model });
    const takeHeight = () => {
      element.style.height = `${created.getContentHeight()}px`;
    };
    takeHeight();
    const listeners = [
      created.onDidContentSizeChange(takeHeight),
      created.onDidFocusEditorText(() => act("onFocus")),
      bindEditorKeys(created, {
        run: () => act("run"),
        runAndMove: () => act("runAndMove"),
        undo: () => act("undo"),
        redo: () => act("redo"),
        leave,
      }),
    ];
    setEditor(created);
    return () => {
      for (const listener of listeners) listener.dispose();
      created.dispose();
      setEditor(null);
    };
  }, [editors, cellId, near, label]);

  useEditorMarks(editors?.monaco ?? null, editor, problems, hints);

  useEffect(() => {
    if (editing) editor?.focus();
  }, [editing, editor]);

  return (
    <div ref={frame} className={styles.editor}>
      <div ref={host} />
      {editor === null && (
        // The editor that follows is the control; until then a click says where to begin.
        // biome-ignore lint/a11y/noStaticElementInteractions: see above.
        <div onMouseDown={() => props.onFocus()}>
          <StaticCode source={source} />
        </div>
      )}
    </div>
  );
}
