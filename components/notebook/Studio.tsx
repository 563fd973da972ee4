"use client";

import { Button } from "../ui/Button.tsx";
import { Logo } from "../ui/Logo.tsx";
import { useThemeOnRoot } from "../ui/theme.ts";
import { Shell } from "./shell/Shell.tsx";

export function Studio() {
  useThemeOnRoot();
  return (
    <Shell
      header={
        <>
          <Logo />
          <strong>Tilescope</strong>
          <Button>Run all</Button>
        </>
      }
      left={null}
      right={null}
      status={null}
    >
      <h1>Notebook</h1>
    </Shell>
  );
}
