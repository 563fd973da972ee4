import { markdownTable } from "../to-markdown.ts";

/** Gathers the tables of a run, printed as they come. */
export class Report {
  readonly lines: string[] = [];

  table(title: string, rows: readonly (readonly string[])[]): void {
    const lines = [`### ${title}`, "", ...markdownTable(rows), ""];
    console.log(lines.join("\n"));
    this.lines.push(...lines);
  }
}
