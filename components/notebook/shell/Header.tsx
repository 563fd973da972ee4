"use client";

import Link from "next/link";
import { ClockBar } from "../../playback/ClockBar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { Logo } from "../../ui/Logo.tsx";
import type { ChrononFiles } from "../chronon/use-chronon-files.ts";
import { useRuntimePart, useSession } from "../session/session-context.tsx";
import { DeployMenu } from "./DeployMenu.tsx";
import styles from "./Header.module.css";

interface HeaderProps {
  readonly fileName: string;
  readonly chronon: ChrononFiles;
  onShare(): void;
}

/** Name, clock and the actions on the whole notebook. */
export function Header({ fileName, chronon, onShare }: HeaderProps) {
  const session = useSession();
  const busy = useRuntimePart((state) => state.busy);
  return (
    <>
      <div className={styles.brand}>
        <Logo />
        <span>Tilescope</span>
      </div>
      <Link href="/jobs" className={styles.jobs}>
        Jobs
      </Link>
      <h1 className={styles.file} title={fileName}>
        {fileName}
      </h1>
      {busy ? (
        <Button onClick={() => session.runtime.interrupt()}>
          <Icon name="stop" size={13} />
          Interrupt
        </Button>
      ) : (
        <Button className={styles.run} onClick={() => void session.runAll()}>
          <Icon name="run" size={13} />
          Run all
          <span className={styles.keys}>
            <Kbd keys="Mod+Shift+Enter" />
          </span>
        </Button>
      )}
      <div className={styles.clock}>
        <ClockBar />
      </div>
      <Button onClick={() => session.view.dispatch({ type: "palette", open: true })}>
        Go to…
        <span className={styles.keys}>
          <Kbd keys="Mod+K" />
        </span>
      </Button>
      <Button onClick={onShare}>Share</Button>
      <DeployMenu chronon={chronon} />
    </>
  );
}
