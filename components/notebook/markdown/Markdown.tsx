import { Fragment, memo, type ReactNode } from "react";
import styles from "./Markdown.module.css";
import { type Block, type Inline, parseMarkdown } from "./markdown-blocks.ts";

function inline(parts: readonly Inline[]): ReactNode {
  return parts.map((part, i) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name.
    return <Fragment key={i}>{inlineOne(part)}</Fragment>;
  });
}

function inlineOne(part: Inline): ReactNode {
  switch (part.kind) {
    case "text":
      return part.text;
    case "code":
      return <code>{part.text}</code>;
    case "strong":
      return <strong>{inline(part.children)}</strong>;
    case "emphasis":
      return <em>{inline(part.children)}</em>;
    case "link":
      return (
        <a href={part.href} {...(/^https?:/i.test(part.href) && { target: "_blank", rel: "noreferrer" })}>
          {inline(part.children)}
        </a>
      );
  }
}

function heading(level: 1 | 2 | 3 | 4, children: ReactNode): ReactNode {
  const Heading = `h${level}` as const;
  return <Heading>{children}</Heading>;
}

function block(one: Block): ReactNode {
  switch (one.kind) {
    case "heading":
      return heading(one.level, inline(one.children));
    case "paragraph":
      return <p>{inline(one.children)}</p>;
    case "quote":
      return <blockquote>{inline(one.children)}</blockquote>;
    case "code":
      return <pre>{one.text}</pre>;
    case "rule":
      return <hr />;
    case "list": {
      const List = one.ordered ? "ol" : "ul";
      return (
        <List>
          {one.items.map((item, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place.
            <li key={i}>{inline(item)}</li>
          ))}
        </List>
      );
    }
    case "table":
      return (
        <table>
          <thead>
            <tr>
              {one.head.map((cell, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
                <th key={i}>{inline(cell)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {one.rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place.
              <tr key={i}>
                {row.map((cell, j) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
                  <td key={j}>{inline(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
  }
}

/** Markdown as elements of the page. */
export const Markdown = memo(function Markdown({ text }: { readonly text: string }) {
  return (
    <div className={styles.markdown}>
      {parseMarkdown(text).map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place.
        <Fragment key={i}>{block(one)}</Fragment>
      ))}
    </div>
  );
});
