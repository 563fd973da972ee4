"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type DragEvent, useCallback, useEffect, useState } from "react";
import { createBrowserEngine } from "../client/browser-engine.ts";
import { ViewProvider } from "../playback/view-state.tsx";
import { Logo } from "../ui/Logo.tsx";
import { useThemeOnRoot } from "../ui/theme.ts";
import styles from "./Studio.module.css";
import { SessionProvider } from "./session/session-context.tsx";
import { Shell } from "./shell/Shell.tsx";
import { useNotebookFile } from "./shell/use-notebook-file.ts";
import { useSessionOf } from "./shell/use-session-of.ts";
import { Workspace } from "./Workspace.tsx";

/** The studio: one open notebook, its clock and its engine. */
export function Studio() {
  useThemeOnRoot();
  const [engine] = useState(createBrowserEngine);
  const [queries] = useState(() => new QueryClient({ defaultOptions: { mutations: { retry: false } } }));
  const file = useNotebookFile();
  const current = useSessionOf(file.open, engine);
  useEffect(() => () => engine.close(), [engine]);

  const onDrop = useCallback(
    (event: DragEvent) => {
      const [dropped] = event.dataTransfer.files;
      if (dropped === undefined) return;
      event.preventDefault();
      file.openDropped(dropped);
    },
    [file],
  );

  return (
    <QueryClientProvider client={queries}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is one way; Ctrl+O is the other. */}
      <div
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes("Files")) event.preventDefault();
        }}
        onDrop={onDrop}
      >
        {current === null ? (
          <Shell
            header={
              <div className={styles.brand}>
                <Logo />
                <span>Tilescope</span>
              </div>
            }
            left={null}
            right={null}
            status={null}
          >
            {file.failure !== null && <p role="alert">{file.failure}</p>}
          </Shell>
        ) : (
          <SessionProvider key={current.id} session={current.session}>
            <ViewProvider>
              <Workspace open={current.open} file={file} />
            </ViewProvider>
          </SessionProvider>
        )}
      </div>
    </QueryClientProvider>
  );
}
