import { memo } from "react";
import styles from "./CodeEditor.module.css";
import { FIRST_LINE, type LineState, tokenizeLine } from "./typescript-tokens.ts";

/** Code in the colours and measures of the editor, without the editor. */
export const StaticCode = memo(function StaticCode({ source }: { readonly source: string }) {
  let state: LineState = FIRST_LINE;
  const lines = source.split(/\r\n|\n|\r/).map((line) => {
    const { tokens, next } = tokenizeLine(line, state);
    state = next;
    return tokens.map((token, i) => ({ ...token, text: line.slice(token.start, tokens[i + 1]?.start) }));
  });
  return (
    <pre className={styles.static}>
      {lines.map((tokens, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
        <div key={line} className={styles.line}>
          {tokens.map(({ start, tokenClass, text }) => (
            <span key={start} className={styles[tokenClass]}>
              {text}
            </span>
          ))}
        </div>
      ))}
    </pre>
  );
});
