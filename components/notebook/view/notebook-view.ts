/** How the person stands in the notebook: which cell, and whether keys go to the cell or into its text. */
export interface NotebookView {
  readonly activeId: string | null;
  readonly mode: "command" | "edit";
  /** Cells whose code the person folded away (true) or opened (false). */
  readonly folds: ReadonlyMap<string, boolean>;
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
  folds: new Map(),
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
    case "fold":
      if (view.folds.get(action.id) === action.folded) return view;
      return { ...view, folds: new Map(view.folds).set(action.id, action.folded) };
    case "palette":
      return view.palette === action.open ? view : { ...view, palette: action.open };
  }
}
