"use client";

import { useRouter } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { printNotebook } from "../../engine/src/notebook-file/notebook-text.ts";
import { Inspector } from "../inspector/Inspector.tsx";
import { Button } from "../ui/Button.tsx";
import { classNames } from "../ui/class-names.ts";
import { ErrorBoundary } from "../ui/ErrorBoundary.tsx";
import { Palette } from "../ui/Palette.tsx";
import { CellList } from "./cells/CellList.tsx";
import { ChrononReport } from "./chronon/ChrononReport.tsx";
import { type ChrononFiles, useChrononFiles } from "./chronon/use-chronon-files.ts";
import { EditorProvider, useEditors } from "./editor/EditorProvider.tsx";
import { goToOffset } from "./editor/go-to-offset.ts";
import { saveNotebookFile } from "./files/notebook-file.ts";
import type { OpenNotebook } from "./files/open-notebook.ts";
import styles from "./Studio.module.css";
import { useSession, useViewOfNotebook } from "./session/session-context.tsx";
import { Header } from "./shell/Header.tsx";
import { LeftSide } from "./shell/LeftSide.tsx";
import { ShareDialog } from "./shell/ShareDialog.tsx";
import { Shell } from "./shell/Shell.tsx";
import { SideNote, SideSection } from "./shell/SideSection.tsx";
import { StatusBar } from "./shell/StatusBar.tsx";
import { studioCommands } from "./shell/studio-commands.ts";
import { useAutosave } from "./shell/use-autosave.ts";
import type { NotebookFileState } from "./shell/use-notebook-file.ts";
import { useShownRun } from "./shell/use-shown-run.ts";
import { useStudioKeys } from "./shell/use-studio-keys.ts";

function RightSide() {
  const { engine } = useSession();
  const run = useShownRun();
  if (run === null) {
    return (
      <SideSection title="Why this value?">
        <SideNote>Run the notebook, then click a value, a tile or an event.</SideNote>
      </SideSection>
    );
  }
  return (
    <ErrorBoundary what="The inspector" resetKey={run}>
      <Inspector client={engine} run={run} />
    </ErrorBoundary>
  );
}

interface StudioPaletteProps {
  readonly file: NotebookFileState;
  readonly chronon: ChrononFiles;
  save(): void;
  share(): void;
}

function StudioPalette({ file, chronon, save, share }: StudioPaletteProps) {
  const session = useSession();
  const editors = useEditors();
  const router = useRouter();
  const commands = useMemo(
    () =>
      studioCommands(session, file, {
        save,
        share,
        chronon,
        openJobs: () => router.push("/jobs"),
        goToOffset: (cellId, offset) => goToOffset(session, editors, cellId, offset),
      }),
    [session, file, chronon, save, share, editors, router],
  );
  return <Palette commands={commands} onClose={() => session.view.dispatch({ type: "palette", open: false })} />;
}

interface WorkspaceProps {
  readonly open: OpenNotebook;
  readonly file: NotebookFileState;
}

/** An open notebook in the shell. */
export function Workspace({ open, file }: WorkspaceProps) {
  const session = useSession();
  const [sharing, setSharing] = useState(false);
  const [handle, setHandle] = useState(open.handle);
  const [notice, setNotice] = useState<string | null>(
    open.recovered ? "Your changes from the last visit are back." : null,
  );
  const paletteOpen = useViewOfNotebook((view) => view.palette);
  const { refreshDrafts } = file;
  const saved = useAutosave(session, open, refreshDrafts);

  const save = useCallback(() => {
    saveNotebookFile(open.fileName, printNotebook(session.document.get().notebook), handle)
      .then((next) => {
        if (next === undefined) return;
        setHandle(next);
        setNotice(`Saved as ${next?.name ?? open.fileName}.`);
      })
      .catch((error: unknown) => setNotice(`Not saved: ${error instanceof Error ? error.message : String(error)}`));
  }, [session, open, handle]);

  const chronon = useChrononFiles(session, setNotice);

  useStudioKeys({
    palette: () => session.view.dispatch({ type: "palette", open: true }),
    save,
    open: file.openFromDisk,
    runAll: () => void session.runAll(),
    undo: () => session.undo(),
    redo: () => session.redo(),
  });

  const shown = file.failure ?? notice;
  return (
    <EditorProvider>
      <Shell
        header={<Header fileName={open.fileName} chronon={chronon} onShare={() => setSharing(true)} />}
        left={<LeftSide current={open.key} drafts={file.drafts} onOpen={file.openByKey} />}
        right={<RightSide />}
        status={<StatusBar saved={saved} />}
      >
        {shown !== null && (
          <div role="status" className={classNames(styles.notice, file.failure !== null && styles.failure)}>
            <span>{shown}</span>
            <span>
              {open.recovered && file.failure === null && (
                <Button small look="quiet" onClick={file.startOver}>
                  Start over
                </Button>
              )}
              <Button
                small
                look="quiet"
                onClick={() => {
                  setNotice(null);
                  file.dismissFailure();
                }}
              >
                Dismiss
              </Button>
            </span>
          </div>
        )}
        <CellList />
      </Shell>
      {paletteOpen && <StudioPalette file={file} chronon={chronon} save={save} share={() => setSharing(true)} />}
      {chronon.report !== null && <ChrononReport report={chronon.report} onClose={chronon.dismiss} />}
      {sharing && <ShareDialog fileName={open.fileName} onClose={() => setSharing(false)} />}
    </EditorProvider>
  );
}
