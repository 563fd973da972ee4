import type * as Monaco from "monaco-editor";

/** Measures that StaticCode has too, so that nothing moves when the editor takes its place. */
const PADDING = { top: 11, bottom: 12 };
const LEFT = 14;

/** An editor as part of a page: as high as its text, without a gutter, popups above everything. */
export function editorOptions(
  ariaLabel: string,
  overflowWidgetsDomNode: HTMLElement,
): Monaco.editor.IStandaloneEditorConstructionOptions {
  return {
    ariaLabel,
    overflowWidgetsDomNode,
    fixedOverflowWidgets: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
    fontSize: 12,
    lineHeight: 19,
    fontLigatures: false,
    padding: PADDING,
    lineNumbers: "off",
    glyphMargin: false,
    folding: false,
    lineDecorationsWidth: LEFT,
    lineNumbersMinChars: 0,
    minimap: { enabled: false },
    overviewRulerLanes: 0,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    renderLineHighlight: "none",
    scrollBeyondLastLine: false,
    scrollBeyondLastColumn: 0,
    scrollbar: {
      vertical: "hidden",
      horizontal: "auto",
      horizontalScrollbarSize: 8,
      alwaysConsumeMouseWheel: false,
      handleMouseWheel: true,
    },
    wordWrap: "off",
    automaticLayout: true,
    contextmenu: true,
    tabSize: 2,
    quickSuggestions: { strings: true, other: true, comments: false },
    occurrencesHighlight: "singleFile",
    guides: { indentation: false, bracketPairs: false },
    bracketPairColorization: { enabled: false },
    stickyScroll: { enabled: false },
    unicodeHighlight: { ambiguousCharacters: false },
    "semanticHighlighting.enabled": false,
    smoothScrolling: false,
    cursorBlinking: "smooth",
    lightbulb: { enabled: "off" as Monaco.editor.ShowLightbulbIconMode },
  };
}
