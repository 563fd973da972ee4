import type { NotebookSession } from "../session/notebook-session.ts";

/** Makes a cell the active one and brings it into view. */
export function goToCell(session: NotebookSession, id: string): void {
  session.view.dispatch({ type: "activate", id });
  const element = document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(id)}"]`);
  if (element === null) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  element.focus({ preventScroll: true });
}
