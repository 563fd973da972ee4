import type * as Monaco from "monaco-editor";

const NAME = "tilescope";

/** Monaco wants six or eight hexadecimal digits. */
function hex(style: CSSStyleDeclaration, token: string): string {
  const value = style.getPropertyValue(token).trim();
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(value);
  return short === null
    ? value
    : `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join("")}`;
}

function themeOf(root: HTMLElement): Monaco.editor.IStandaloneThemeData {
  const style = getComputedStyle(root);
  const color = (token: string) => hex(style, token);
  const rule = (token: string, name: string) => ({ token, foreground: color(name).slice(1) });
  const panel = color("--panel");
  const raised = color("--raised");
  const line = color("--line");
  const ink = color("--ink");
  const accent = color("--accent");
  return {
    base: root.dataset.theme === "light" ? "vs" : "vs-dark",
    inherit: true,
    rules: [
      rule("", "--ink"),
      rule("plain", "--ink"),
      rule("keyword", "--kw"),
      rule("string", "--str"),
      rule("number", "--num"),
      rule("function", "--fn"),
      rule("comment", "--com"),
    ],
    colors: {
      "editor.background": panel,
      "editor.foreground": ink,
      "editor.lineHighlightBackground": "#00000000",
      "editor.lineHighlightBorder": "#00000000",
      "editor.selectionBackground": `${accent}55`,
      "editor.inactiveSelectionBackground": `${accent}2e`,
      "editor.wordHighlightBackground": `${accent}22`,
      "editor.wordHighlightStrongBackground": `${accent}33`,
      "editor.findMatchBackground": `${color("--late")}66`,
      "editor.findMatchHighlightBackground": `${color("--late")}33`,
      "editorCursor.foreground": accent,
      "editorBracketMatch.background": `${accent}22`,
      "editorBracketMatch.border": `${accent}88`,
      ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`editorBracketHighlight.foreground${level}`, ink])),
      "editorBracketHighlight.unexpectedBracket.foreground": color("--dropped"),
      "editorWidget.background": raised,
      "editorWidget.foreground": ink,
      "editorWidget.border": line,
      "editorHoverWidget.background": raised,
      "editorHoverWidget.foreground": ink,
      "editorHoverWidget.border": line,
      "editorSuggestWidget.background": raised,
      "editorSuggestWidget.border": line,
      "editorSuggestWidget.foreground": ink,
      "editorSuggestWidget.selectedBackground": `${accent}33`,
      "editorSuggestWidget.selectedForeground": ink,
      "editorSuggestWidget.highlightForeground": accent,
      "editorSuggestWidget.focusHighlightForeground": accent,
      "editorError.foreground": color("--dropped"),
      "editorWarning.foreground": color("--late"),
      "editorInfo.foreground": accent,
      "input.background": panel,
      "input.foreground": ink,
      "input.border": line,
      focusBorder: accent,
      "list.hoverBackground": `${accent}1a`,
      "list.focusBackground": `${accent}33`,
      "menu.background": raised,
      "menu.foreground": ink,
      "menu.border": line,
      "menu.selectionBackground": `${accent}33`,
      "menu.selectionForeground": ink,
      "scrollbar.shadow": "#00000000",
      "scrollbarSlider.background": `${color("--faint")}44`,
      "scrollbarSlider.hoverBackground": `${color("--faint")}66`,
      "scrollbarSlider.activeBackground": `${color("--faint")}88`,
      "widget.shadow": "#00000033",
    },
  };
}

/** Gives Monaco the colours of app/tokens.css, now and whenever the theme of the page changes. */
export function defineTheme(editor: typeof Monaco.editor): void {
  const root = document.documentElement;
  const apply = () => {
    editor.defineTheme(NAME, themeOf(root));
    editor.setTheme(NAME);
  };
  apply();
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
}
