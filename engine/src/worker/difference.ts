/** A reason why two answers differ. */
export type Difference =
  | {
      readonly kind: "tail-rounding";
      readonly events: number;
      readonly fromMs: number;
      readonly toMs: number;
      readonly text: string;
    }
  | { readonly kind: "late-drop"; readonly events: number; readonly text: string }
  | {
      readonly kind: "head-tile-ahead";
      readonly events: number;
      readonly fromMs: number;
      readonly toMs: number;
      readonly text: string;
    }
  | { readonly kind: "not-arrived"; readonly events: number; readonly text: string }
  | { readonly kind: "float-order"; readonly epsilon: number; readonly text: string }
  | { readonly kind: "tile-coarser-than-hop"; readonly events: number; readonly text: string }
  | { readonly kind: "sketch-error"; readonly text: string }
  | { readonly kind: "tie-order"; readonly text: string }
  | { readonly kind: "histogram-cut"; readonly text: string }
  | { readonly kind: "unexplained"; readonly text: string };
