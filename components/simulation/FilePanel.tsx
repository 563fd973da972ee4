"use client";

import { type DragEvent, useEffect, useRef, useState } from "react";
import type { FileStream } from "../../engine/src/simulation/stream.ts";
import { useSession } from "../notebook/session/session-context.tsx";
import { useStorePart } from "../notebook/session/store.ts";
import { Button } from "../ui/Button.tsx";
import { classNames } from "../ui/class-names.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./FilePanel.module.css";
import { FileSchema } from "./FileSchema.tsx";
import { definitionFor, type FileInspection, printFileDefinition } from "./file-definition.ts";
import { locateNumbers, writeNumbers } from "./number-writer.ts";

interface FilePanelProps {
  readonly cellId: string;
  readonly name: string;
  readonly stream: FileStream;
}

const ACCEPT = ".csv,.tsv,.json,.jsonl,.ndjson,.parquet";
const SAMPLE = "/examples/orders.csv";

/** Chooses the file of a stream, and how its rows are read; writes the answer into the cell's code. */
export function FilePanel({ cellId, name, stream }: FilePanelProps) {
  const session = useSession();
  const bytes = useStorePart(session.files, (files) => files.get(stream.fileName) ?? null);
  const [inspection, setInspection] = useState<FileInspection | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    void session.files.recall(stream.fileName);
  }, [session, stream.fileName]);

  useEffect(() => {
    let gone = false;
    setInspection(null);
    if (bytes === null) return;
    session.engine
      .call("inspectFile", { fileName: stream.fileName, bytes })
      .then((answer) => {
        if (!gone) setInspection(answer);
      })
      .catch((error: unknown) => {
        if (!gone) setFailure(error instanceof Error ? error.message : String(error));
      });
    return () => {
      gone = true;
    };
  }, [session, stream.fileName, bytes]);

  const write = async (next: FileStream) => {
    const places = await locateNumbers(session, [{ cellId, exportName: name, path: [] }]);
    const text = printFileDefinition(next, session.runtime.knownNames());
    if (places === null || writeNumbers(session, places, () => text, false) === null)
      setFailure("The definition could not be changed: its code has another form.");
    else await session.run([cellId]);
  };

  const choose = async (file: File) => {
    setFailure(null);
    try {
      const chosen = new Uint8Array(await file.arrayBuffer());
      const answer = await session.engine.call("inspectFile", { fileName: file.name, bytes: chosen });
      session.files.add(file.name, chosen);
      await write(definitionFor(stream, file.name, answer));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };

  const chooseSample = async () => {
    const response = await fetch(SAMPLE);
    await choose(new File([await response.blob()], "orders.csv"));
  };

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) void choose(file);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way; the button beside it is the other.
    <div
      className={classNames(styles.panel, over && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <div className={styles.chooser}>
        <Icon name="file" size={18} />
        {bytes === null ? (
          <span>
            Drop a CSV, JSON lines or Parquet file here. It stays in this browser; the notebook keeps only how to read
            it.
          </span>
        ) : (
          <span>
            <strong>{stream.fileName}</strong>{" "}
            <span className={styles.muted}>
              {(bytes.length / 1024).toLocaleString("en", { maximumFractionDigits: 0 })} KB
              {inspection !== null && `, ${inspection.total.toLocaleString("en")} rows, ${inspection.format}`}
            </span>
          </span>
        )}
        <span className={styles.space} />
        {bytes === null && (
          <Button small look="quiet" onClick={() => void chooseSample()}>
            Try the sample
          </Button>
        )}
        <Button small onClick={() => input.current?.click()}>
          {bytes === null ? "Choose a file" : "Choose another"}
        </Button>
        <input
          ref={input}
          className="visually-hidden"
          type="file"
          tabIndex={-1}
          aria-label="File with the events"
          accept={ACCEPT}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            event.currentTarget.value = "";
            if (file !== undefined) void choose(file);
          }}
        />
      </div>
      {failure !== null && (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      )}
      {inspection !== null && (
        <FileSchema stream={stream} inspection={inspection} onChange={(next) => void write(next)} />
      )}
    </div>
  );
}
