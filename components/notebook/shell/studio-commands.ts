import { definitionsIn } from "../../../engine/src/notebook-file/cell-role.ts";
import type { PaletteCommand } from "../../ui/Palette.tsx";
import { themeChoice } from "../../ui/theme.ts";
import { timeZoneChoice } from "../../ui/time-zone.ts";
import { addCell } from "../cells/cell-actions.ts";
import { addViewCell } from "../cells/new-view-cell.ts";
import type { ChrononFiles } from "../chronon/use-chronon-files.ts";
import { EXAMPLES } from "../files/examples.ts";
import type { NotebookSession } from "../session/notebook-session.ts";
import { goToCell } from "./go-to-cell.ts";
import type { NotebookFileState } from "./use-notebook-file.ts";

/** Every line of the notebook, so that the palette also finds text. */
function textCommands(session: NotebookSession, goToOffset: StudioActions["goToOffset"]): readonly PaletteCommand[] {
  return session.document.get().notebook.cells.flatMap((cell) => {
    let offset = 0;
    return cell.source.split("\n").flatMap((line, i): readonly PaletteCommand[] => {
      const start = offset;
      offset += line.length + 1;
      const label = line.trim().replace(/^\/\/ ?/, "");
      if (label.length < 3) return [];
      const onSelect = () => (cell.kind === "code" ? goToOffset(cell.id, start) : goToCell(session, cell.id));
      return [{ id: `line-${cell.id}-${i}`, group: "Text", label, note: cell.name, onlyTyped: true, onSelect }];
    });
  });
}

export interface StudioActions {
  goToOffset(cellId: string, offset: number): void;
  save(): void;
  share(): void;
  openJobs(): void;
  readonly chronon: ChrononFiles;
}

/** Everything that the palette offers for the notebook as it is now. */
export function studioCommands(
  session: NotebookSession,
  file: NotebookFileState,
  actions: StudioActions,
): readonly PaletteCommand[] {
  const { notebook, past, future } = session.document.get();
  const { cells } = session.runtime.get();
  const last = notebook.cells.length;
  const command = (group: string, label: string, onSelect: () => void, keys?: string): PaletteCommand => ({
    id: `${group}-${label}`.replace(/\W+/g, "-"),
    group,
    label,
    onSelect,
    ...(keys !== undefined && { keys }),
  });
  return [
    ...notebook.cells.map((cell, i) => ({
      id: `cell-${cell.id}`,
      group: "Cells",
      label: cell.name || cells.get(cell.id)?.result?.values[0]?.name || `Cell ${i + 1}`,
      note: cell.kind === "markdown" ? "text" : (cells.get(cell.id)?.role ?? "code"),
      onSelect: () => goToCell(session, cell.id),
    })),
    command("Run", "Run all", () => void session.runAll(), "Mod+Shift+Enter"),
    command("Run", "Interrupt", () => session.runtime.interrupt(), "I I"),
    command("Edit", "Add a code cell at the end", () => addCell(session, last, "code")),
    command("Edit", "Add a text cell at the end", () => addCell(session, last, "markdown")),
    command("Edit", "Add a timeline at the end", () => addViewCell(session, "Timeline")),
    command("Edit", "Add a comparison at the end", () => addViewCell(session, "Compare")),
    command("Edit", "Add a fetch at the end", () => addViewCell(session, "Fetch")),
    command("Edit", "Add an expectation at the end", () => addViewCell(session, "Expect")),
    ...(past.length > 0 ? [command("Edit", "Undo", () => session.undo(), "Mod+Z")] : []),
    ...(future.length > 0 ? [command("Edit", "Redo", () => session.redo(), "Mod+Shift+Z")] : []),
    ...EXAMPLES.map((name) => command("Notebooks", `Open ${name}`, () => file.openByKey(`example:${name}`))),
    command("Notebooks", "Open a file", file.openFromDisk, "Mod+O"),
    command("Notebooks", "New notebook", file.createNew),
    command("Notebooks", "Save as a file", actions.save, "Mod+S"),
    command("Notebooks", "Share by link", actions.share),
    command("Notebooks", "Start this notebook over", file.startOver),
    ...[...cells.values()]
      .flatMap((cell) => definitionsIn(cell.result?.values ?? []))
      .flatMap((one) => [
        command("Chronon", `Export ${one.name} as Chronon Python`, () => actions.chronon.exportAs(one, "python")),
        command("Chronon", `Export ${one.name} as compiled JSON`, () => actions.chronon.exportAs(one, "json")),
      ]),
    command("Chronon", "Import a Chronon file", actions.chronon.importFile),
    command("View", "Jobs", actions.openJobs),
    command("View", "Dark theme", () => themeChoice.set("dark")),
    command("View", "Light theme", () => themeChoice.set("light")),
    command("View", "Theme of the system", () => themeChoice.set("system")),
    command("View", "Times in UTC", () => timeZoneChoice.set("utc")),
    command("View", "Times of this machine", () => timeZoneChoice.set("local")),
    ...textCommands(session, actions.goToOffset),
  ];
}
