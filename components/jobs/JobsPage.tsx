"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useThemeOnRoot } from "../ui/theme.ts";
import noticeStyles from "./JobsNotice.module.css";
import { JobsShell } from "./JobsShell.tsx";
import { JobsWorkspace } from "./JobsWorkspace.tsx";

/** The jobs of the server and how they are. */
export function JobsPage() {
  useThemeOnRoot();
  const [queries] = useState(() => new QueryClient({ defaultOptions: { mutations: { retry: false } } }));
  return (
    <QueryClientProvider client={queries}>
      {/* The address is known in the browser only, so the page that the server sends is empty. */}
      <Suspense
        fallback={
          <JobsShell actions={null} left={null} status={null}>
            <p className={noticeStyles.loading}>Asking the server for its jobs…</p>
          </JobsShell>
        }
      >
        <JobsWorkspace />
      </Suspense>
    </QueryClientProvider>
  );
}
