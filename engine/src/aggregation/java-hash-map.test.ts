import { expect, test } from "vitest";
import { JavaHashMap } from "./java-hash-map.ts";

/** Expected orders printed by `java.util.HashMap` of OpenJDK 17 after the same steps. */
test("iterates as Java does while growing, after removals and in a copy", () => {
  const map = new JavaHashMap();
  for (let i = 0; i < 30; i++) map.set(`key${i}`, 1);
  expect(map.keysInJavaOrder().join(" ")).toBe(
    "key1 key2 key0 key5 key6 key3 key4 key9 key7 key8 key22 key21 key20 key15 key14 key13 key12 key19 key18 key17 key16 key11 key10 key26 key25 key24 key23 key29 key28 key27",
  );
  for (let i = 0; i < 30; i++) if (i % 5 !== 0) map.counts.delete(`key${i}`);
  map.set("key1", 1);
  expect(map.keysInJavaOrder().join(" ")).toBe("key1 key0 key5 key20 key15 key10 key25");
  const copy = JavaHashMap.copyOf(map.keysInJavaOrder(), map.counts);
  expect(copy.keysInJavaOrder().join(" ")).toBe("key1 key15 key25 key0 key5 key10 key20");
});
