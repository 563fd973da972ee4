/** Colour classes of the tokens; plain text has none. */
export type TokenClass = "keyword" | "string" | "number" | "function" | "comment" | "plain";

export interface LineToken {
  readonly start: number;
  readonly tokenClass: TokenClass;
}

/**
 * What a line inherits from the one above: whether it starts in a block comment, and the templates around it, each
 * with the braces open in its `${}`; -1 while in the template's own text.
 */
export interface LineState {
  readonly inComment: boolean;
  readonly templates: readonly number[];
}

export const FIRST_LINE: LineState = { inComment: false, templates: [] };

export function sameLineState(a: LineState, b: LineState): boolean {
  return (
    a.inComment === b.inComment &&
    a.templates.length === b.templates.length &&
    a.templates.every((braces, i) => braces === b.templates[i])
  );
}

const KEYWORDS = new Set(
  `abstract any as asserts async await bigint boolean break case catch class const continue debugger declare default
  delete do else enum export extends false finally for from function get if implements import in infer instanceof
  interface is keyof let namespace never new null number object of package private protected public readonly return
  satisfies set static string super switch symbol this throw true try type typeof undefined unique unknown using var
  void while with yield`.split(/\s+/),
);

const PIECE =
  /(\/\/.*)|(\/\*)|(`)|("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|((?:0[xX][\da-fA-F_]+|0[bB][01_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?)n?)|([A-Za-z_$][\w$]*)|([{}])|(\s+)|(.)/gsy;
const TEMPLATE_TEXT = /((?:[^`\\$]|\\.|\$(?!\{))+)|(`)|(\$\{)|(\\)/gsy;

/** Tokens of one line and the state of the next. Light: enough for colours, no parser. */
export function tokenizeLine(line: string, state: LineState): { tokens: LineToken[]; next: LineState } {
  const tokens: LineToken[] = [];
  const templates = [...state.templates];
  let inComment = state.inComment;
  let at = 0;
  const push = (start: number, tokenClass: TokenClass) => {
    if (tokens.at(-1)?.tokenClass !== tokenClass) tokens.push({ start, tokenClass });
  };
  let previous = "";
  while (at < line.length) {
    const start = at;
    if (inComment) {
      const end = line.indexOf("*/", at);
      at = end === -1 ? line.length : end + 2;
      inComment = end === -1;
      push(start, "comment");
      continue;
    }
    const inTemplateText = templates.at(-1) === -1;
    const pattern = inTemplateText ? TEMPLATE_TEXT : PIECE;
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match === null) break;
    at = pattern.lastIndex;
    if (inTemplateText) {
      push(start, match[3] === undefined ? "string" : "keyword");
      if (match[2] !== undefined) templates.pop();
      if (match[3] !== undefined) templates[templates.length - 1] = 0;
      continue;
    }
    const [text, lineComment, blockComment, backtick, quoted, number, word, brace, space] = match;
    if (lineComment !== undefined) push(start, "comment");
    else if (blockComment !== undefined) {
      inComment = true;
      push(start, "comment");
    } else if (backtick !== undefined) {
      templates.push(-1);
      push(start, "string");
    } else if (quoted !== undefined) push(start, "string");
    else if (number !== undefined) push(start, "number");
    else if (word !== undefined) {
      const isKeyword = KEYWORDS.has(word) && previous !== "." && !/^\s*\??:/.test(line.slice(at));
      const isCall = /^\s*(?:<[^()]*>)?\(/.test(line.slice(at));
      push(start, isKeyword ? "keyword" : isCall ? "function" : "plain");
    } else {
      const braces = templates.at(-1);
      if (brace === "{" && braces !== undefined) templates[templates.length - 1] = braces + 1;
      if (brace === "}" && braces === 0) {
        templates[templates.length - 1] = -1;
        push(start, "keyword");
      } else {
        if (brace === "}" && braces !== undefined) templates[templates.length - 1] = braces - 1;
        push(start, "plain");
      }
    }
    if (space === undefined) previous = text;
  }
  return { tokens, next: { inComment, templates } };
}
