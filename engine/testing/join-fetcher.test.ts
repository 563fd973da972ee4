import { beforeEach, expect, test } from "vitest";
import { createMemoryStore } from "../src/adapters/memory/index.ts";
import { TilescopeError } from "../src/errors.ts";
import { Accuracy, type GroupBy, Operation } from "../src/group-by/group-by.ts";
import type { ExternalPart, Join } from "../src/group-by/join.ts";
import { warehouseOf } from "../src/offline/source/table.ts";
import { uploadGroupBy, uploadPuts } from "../src/offline/upload/upload-group-by.ts";
import type { KVStore } from "../src/ports/kv-store.ts";
import type { Json } from "../src/schema/json.ts";
import type { Schema } from "../src/schema/schema.ts";
import { createFetcher } from "../src/serving/fetcher.ts";
import type { ExternalHandler } from "../src/serving/join/external-source.ts";
import { createJoinFetcher, type JoinFetcher } from "../src/serving/join/join-fetcher.ts";
import type { JoinResponse } from "../src/serving/join/join-response.ts";
import { createStoredServingInfos } from "../src/serving/stored-serving-infos.ts";
import { processingTime } from "../src/time/event-time.ts";

const NOW_MS = Date.UTC(2024, 0, 6, 12);
const SCHEMA: Schema = [
  { name: "user", type: "string" },
  { name: "shop", type: "long" },
  { name: "amount", type: "long" },
  { name: "ts", type: "long" },
  { name: "ds", type: "string" },
];
const warehouse = warehouseOf([
  {
    name: "payments",
    schema: SCHEMA,
    rows: [
      ["a", 1, 5, Date.UTC(2024, 0, 5, 8), "2024-01-05"],
      ["b", 2, 7, Date.UTC(2024, 0, 5, 9), "2024-01-05"],
    ],
  },
]);
const sumBy = (key: string): GroupBy => ({
  metaData: { name: `shop.by_${key}` },
  sources: [{ events: { table: "payments", query: { selects: { [key]: key, amount: "amount" }, timeColumn: "ts" } } }],
  keyColumns: [key],
  aggregations: [{ inputColumn: "amount", operation: Operation.SUM }],
  accuracy: Accuracy.SNAPSHOT,
});
const STRING = 7;
const LONG = 4;
const struct = (...params: [string, number][]) => ({
  kind: 13,
  name: "s",
  params: params.map(([name, kind]) => ({ name, dataType: { kind } })),
});
const external = (name: string, more: object = {}): ExternalPart => ({
  source: { metadata: { name }, keySchema: struct(["user", STRING]), valueSchema: struct(["length", LONG]) },
  ...more,
});
const JOIN: Join = {
  metaData: { name: "shop.features" },
  joinParts: [{ groupBy: sumBy("user"), prefix: "buyer", keyMapping: { buyer: "user" } }, { groupBy: sumBy("shop") }],
};

let store: KVStore;
let asked: Json[];
beforeEach(async () => {
  store = createMemoryStore();
  asked = [];
  for (const key of ["user", "shop"])
    await store.multiPut(uploadPuts(await uploadGroupBy(sumBy(key), warehouse, "2024-01-05")));
});

const lengths: ExternalHandler = async (requests) => {
  asked.push(...requests.map((keys) => keys.user ?? null));
  return requests.map((keys) => ({
    schema: [{ name: "length", type: "long" }],
    row: [String(keys.user).length],
  }));
};

function fetcherOf(join: Join): JoinFetcher {
  const clock = { now: () => processingTime(NOW_MS) };
  const servingInfos = createStoredServingInfos({ store, clock });
  return createJoinFetcher({
    fetcher: createFetcher({ store, servingInfos, clock }),
    servingInfos,
    clock,
    join: async (name) => (name === "shop/features" ? join : null),
    externalHandlers: new Map([["lengths", lengths]]),
  });
}

async function fetch(join: Join, ...keys: Record<string, Json>[]): Promise<JoinResponse[]> {
  return fetcherOf(join).fetchJoins(keys.map((given) => ({ name: "shop/features", keys: given })));
}

function shown(response: JoinResponse | undefined): unknown {
  if (response === undefined || response.outcome === "failure") return response?.error.code;
  const features = [...response.features].map(([name, { value }]) => [name, value]);
  const exceptions = [...response.exceptions].map(([name, error]) => [name, error.code]);
  return Object.fromEntries([...features, ...exceptions]);
}

test("parts have their prefixes, and keys their left names", async () => {
  const [both, oneNull, absent] = await fetch(JOIN, { buyer: "a", shop: 2 }, { buyer: null, shop: 1 }, { shop: 3 });
  expect(shown(both)).toEqual({ buyer_shop_by_user_amount_sum: 5, shop_by_shop_amount_sum: 7 });
  expect(shown(oneNull)).toEqual({ shop_by_shop_amount_sum: 5 });
  expect(shown(absent)).toEqual({ buyer_shop_by_user_exception: "serving/missing-key" });
});

test("derivations see keys, features and the time; those of a part that failed are left out", async () => {
  const join: Join = {
    ...JOIN,
    derivations: [
      { name: "*", expression: "*" },
      { name: "both", expression: "buyer_shop_by_user_amount_sum + shop_by_shop_amount_sum" },
      { name: "day", expression: "concat(ds, ' ', buyer, ' ', cast(shop as string))" },
      { name: "buyer_shop_by_user_x", expression: "1" },
    ],
  };
  const [whole, failed] = await fetch(join, { buyer: "a", shop: "2" }, { shop: 2 });
  expect(shown(whole)).toEqual({
    buyer_shop_by_user_amount_sum: 5,
    shop_by_shop_amount_sum: 7,
    both: 12,
    day: "2024-01-06 a 2",
    buyer_shop_by_user_x: 1,
  });
  expect(shown(failed)).toEqual({
    shop_by_shop_amount_sum: 7,
    both: null,
    day: null,
    buyer_shop_by_user_exception: "serving/missing-key",
  });
});

test("renames keep what is absent absent", async () => {
  const join: Join = {
    ...JOIN,
    derivations: [
      { name: "*", expression: "*" },
      { name: "spent", expression: "buyer_shop_by_user_amount_sum" },
      { name: "who", expression: "buyer" },
      { name: "when", expression: "ts" },
    ],
  };
  const [known, unknown] = await fetch(join, { buyer: "a", shop: 2 }, { buyer: "nobody", shop: 9 });
  expect(shown(known)).toEqual({ shop_by_shop_amount_sum: 7, spent: 5, who: "a", when: NOW_MS });
  expect(shown(unknown)).toEqual({ spent: null, who: "nobody", when: NOW_MS });
});

test("external sources are asked once for each list of keys", async () => {
  const join: Join = {
    ...JOIN,
    joinParts: [],
    onlineExternalParts: [
      external("lengths"),
      external("lengths", { prefix: "other", keyMapping: { friend: "user" } }),
      external("nobody"),
      external("contextual"),
    ],
  };
  const [one, two] = await fetch(join, { user: "abc", friend: "abc" }, { friend: "z" });
  expect(shown(one)).toEqual({
    ext_lengths_length: 3,
    ext_other_lengths_length: 3,
    ext_contextual_user: "abc",
    ext_nobody_exception: "serving/unknown-source",
  });
  expect(shown(two)).toEqual({
    ext_other_lengths_length: 1,
    ext_contextual_user: null,
    ext_lengths_exception: "serving/missing-key",
    ext_nobody_exception: "serving/missing-key",
  });
  expect(asked).toEqual(["abc", "z"]);
});

test("a request fails alone where its join is unknown or its key no number", async () => {
  const fetcher = fetcherOf(JOIN);
  const keys = { buyer: "a", shop: 1 };
  const responses = await fetcher.fetchJoins([
    { name: "shop/nothing", keys },
    { name: "shop/features", keys: { buyer: "a", shop: "x" } },
    { name: "shop/features", keys },
  ]);
  expect(responses.map(shown)).toEqual([
    "serving/unknown-join",
    "serving/bad-key",
    { buyer_shop_by_user_amount_sum: 5, shop_by_shop_amount_sum: 5 },
  ]);
  await store.close();
  await expect(fetcher.fetchJoins([{ name: "shop/features", keys }])).rejects.toBeInstanceOf(TilescopeError);
});

test("a part that was never uploaded fails alone", async () => {
  await store.drop("SHOP_BY_SHOP_BATCH");
  const [response] = await fetch(JOIN, { buyer: "a", shop: 2 });
  expect(shown(response)).toEqual({
    buyer_shop_by_user_amount_sum: 5,
    shop_by_shop_exception: "serving/unknown-group-by",
  });
});
