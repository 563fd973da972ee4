/** Text inside a line. */
export type Inline =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis"; readonly children: readonly Inline[] }
  | { readonly kind: "link"; readonly href: string; readonly children: readonly Inline[] };

export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3 | 4; readonly children: readonly Inline[] }
  | { readonly kind: "paragraph" | "quote"; readonly children: readonly Inline[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "code"; readonly text: string }
  | {
      readonly kind: "table";
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: "rule" };

const INLINE =
  /(`+)(.+?)\1|\[([^\]]+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|__(.+?)__|\*([^*\s](?:[^*]*[^*\s])?)\*|(?<![\w])_([^_\s](?:[^_]*[^_\s])?)_(?!\w)/s;

/** Links lead to the web, to a file beside the page or to a place in it; nothing else becomes one. */
function safeHref(href: string): string | null {
  if (/^https?:\/\//i.test(href) || /^[#/.?]/.test(href)) return href;
  return /^[a-z][\w+.-]*:/i.test(href) ? null : href;
}

export function parseInline(text: string): readonly Inline[] {
  const parts: Inline[] = [];
  let rest = text;
  while (rest !== "") {
    const match = INLINE.exec(rest);
    if (match === null) break;
    if (match.index > 0) parts.push({ kind: "text", text: rest.slice(0, match.index) });
    const [whole, , code, label, href, starred, underscored, star, underscore] = match;
    const safe = href === undefined ? null : safeHref(href);
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else if (label !== undefined && safe !== null)
      parts.push({ kind: "link", href: safe, children: parseInline(label) });
    else if (label !== undefined) parts.push({ kind: "text", text: whole });
    else if ((starred ?? underscored) !== undefined)
      parts.push({ kind: "strong", children: parseInline(starred ?? underscored ?? "") });
    else parts.push({ kind: "emphasis", children: parseInline(star ?? underscore ?? "") });
    rest = rest.slice(match.index + whole.length);
  }
  if (rest !== "") parts.push({ kind: "text", text: rest });
  return parts;
}

function tableCells(line: string): readonly (readonly Inline[])[] {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => parseInline(cell.trim()));
}

const FENCE = /^(```+|~~~+)/;
const HEADING = /^(#{1,4})\s+(.*?)\s*#*$/;
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** The parts of markdown that notes need, as data: what is drawn from it can hold no markup of its own. */
export function parseMarkdown(markdown: string): readonly Block[] {
  const lines = markdown.split("\n");
  const blocks: Block[] = [];
  let i = 0;
  const takeWhile = (fits: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    for (let line = lines[i]; line !== undefined && fits(line); line = lines[++i]) taken.push(line);
    return taken;
  };
  const startsBlock = (line: string) =>
    line.trim() === "" ||
    FENCE.test(line) ||
    HEADING.test(line) ||
    ITEM.test(line) ||
    /^>/.test(line) ||
    RULE.test(line);
  while (i < lines.length) {
    const line = lines[i] ?? "";
    const fence = FENCE.exec(line)?.[1];
    const heading = HEADING.exec(line);
    if (line.trim() === "") i++;
    else if (fence !== undefined) {
      i++;
      const body = takeWhile((inner) => !inner.startsWith(fence));
      i++;
      blocks.push({ kind: "code", text: body.join("\n") });
    } else if (heading !== null) {
      i++;
      const level = (heading[1] ?? "#").length as 1 | 2 | 3 | 4;
      blocks.push({ kind: "heading", level, children: parseInline(heading[2] ?? "") });
    } else if (RULE.test(line)) {
      i++;
      blocks.push({ kind: "rule" });
    } else if (/^>/.test(line)) {
      const body = takeWhile((inner) => /^>/.test(inner)).map((inner) => inner.replace(/^>\s?/, ""));
      blocks.push({ kind: "quote", children: parseInline(body.join(" ")) });
    } else if (ITEM.test(line)) {
      const ordered = ITEM.exec(line)?.[1] !== undefined;
      const items: string[] = [];
      for (const inner of takeWhile((next) => ITEM.test(next) || /^\s+\S/.test(next))) {
        const item = ITEM.exec(inner);
        if (item !== null) items.push(item[2] ?? "");
        else items.push(`${items.pop() ?? ""} ${inner.trim()}`);
      }
      blocks.push({ kind: "list", ordered, items: items.map(parseInline) });
    } else if (line.includes("|") && TABLE_RULE.test(lines[i + 1] ?? "")) {
      i += 2;
      const rows = takeWhile((inner) => inner.includes("|"));
      blocks.push({ kind: "table", head: tableCells(line), rows: rows.map(tableCells) });
    } else {
      i++;
      const more = takeWhile((inner) => !startsBlock(inner));
      blocks.push({ kind: "paragraph", children: parseInline([line, ...more].join(" ")) });
    }
  }
  return blocks;
}
