import type { LineEnd } from "./notebook.ts";

/** The markdown in a cell's comment lines. Lines that are no comments stand as they are. */
export function markdownFromSource(source: string): string {
  return source
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/^\/\/ ?/, ""))
    .join("\n");
}

/** Markdown as comment lines. */
export function sourceFromMarkdown(markdown: string, lineEnd: LineEnd): string {
  return markdown
    .split(/\r\n|\n|\r/)
    .map((line) => (line === "" ? "//" : `// ${line}`))
    .join(lineEnd);
}
