"use client";

import { useEffect, useState } from "react";
import { printNotebook } from "../../../engine/src/notebook-file/notebook-text.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { shareHash } from "../files/share-link.ts";
import { useSession } from "../session/session-context.tsx";
import styles from "./ShareDialog.module.css";

interface ShareDialogProps {
  readonly fileName: string;
  onClose(): void;
}

/** A link that holds the whole notebook, seeds included. */
export function ShareDialog({ fileName, onClose }: ShareDialogProps) {
  const session = useSession();
  const [link, setLink] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    let gone = false;
    shareHash(fileName, printNotebook(session.document.get().notebook)).then((hash) => {
      if (!gone) setLink(`${location.origin}/${hash}`);
    });
    return () => {
      gone = true;
    };
  }, [session, fileName]);
  return (
    <Dialog title="Share by link" onClose={onClose}>
      <p className={styles.about}>
        The link holds the text of the notebook, its seeds included, so that everybody sees the same events. It is not
        sent anywhere: the part after the # stays in the browser. Chosen files are not in it.
      </p>
      <div className={styles.row}>
        <input readOnly aria-label="Link" value={link ?? "…"} onFocus={(event) => event.currentTarget.select()} />
        <Button
          look="primary"
          disabled={link === null}
          onClick={() => {
            if (link !== null) void navigator.clipboard.writeText(link).then(() => setCopied(true));
          }}
        >
          <Icon name={copied ? "check" : "copy"} size={13} />
          {copied ? "Copied" : "Copy"}
        </Button>
      </div>
      {link !== null && link.length > 30_000 && (
        <p className={styles.about}>
          It has {link.length.toLocaleString("en")} characters; some programs cut links of that length.
        </p>
      )}
    </Dialog>
  );
}
