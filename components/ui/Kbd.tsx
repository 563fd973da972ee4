import styles from "./Kbd.module.css";
import { useKeyNames } from "./key-names.ts";

/** A key combination such as `Mod+Shift+Enter`, written the way this system writes it. */
export function Kbd({ keys }: { readonly keys: string }) {
  const keyNames = useKeyNames();
  return <kbd className={styles.kbd}>{keyNames(keys)}</kbd>;
}
