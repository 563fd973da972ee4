/** How the person stands in the notebook: which cell, and whether keys go to the cell or into its text. */
export interface NotebookView {
  readonly activeId: string | null;
  readonly mode: "command" | "edit";
  /** Cells whose code is folded away. */
  readonly folded: ReadonlySet<string>;
  readonly palette: boolean;
}

export type NotebookViewAction =
  | { readonly type: "activate"; readonly id: string | null; readonly mode?: "command" | "edit" }
  | { readonly type: "mode"; readonly mode: "command" | "edit" }
  | { readonly type: "fold"; readonly id: string; readonly folded: boolean }
  | { readonly type: "palette"; readonly open: boolean };

export const INITIAL_NOTEBOOK_VIEW: NotebookView = {
  activeId: null,
  mode: "command",
  folded: new Set(),
  palette: false,
};

export function reduceNotebookView(view: NotebookView, action: NotebookViewAction): NotebookView {
  switch (action.type) {
    case "activate": {
      const mode = action.mode ?? "command";
      return view.activeId === action.id && view.mode === mode ? view : { ...view, activeId: action.id, mode };
    }
    case "mode":
      return view.mode === action.mode ? view : { ...view, mode: action.mode };
    case "fold": {
      if (view.folded.has(action.id) === action.folded) return view;
      const folded = new Set(view.folded);
      if (action.folded) folded.add(action.id);
      else folded.delete(action.id);
      return { ...view, folded };
    }
    case "palette":
      return view.palette === action.open ? view : { ...view, palette: action.open };
  }
}
