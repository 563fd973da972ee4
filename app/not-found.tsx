import Link from "next/link";
import styles from "./message.module.css";

export default function NotFound() {
  return (
    <main className={styles.message}>
      <h1>There is no such page</h1>
      <p>
        <Link href="/">Open the studio</Link>
      </p>
    </main>
  );
}
