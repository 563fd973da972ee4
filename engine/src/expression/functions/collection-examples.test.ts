import { beforeAll, describe, expect, it } from "vitest";
import { answerOf, type Example } from "../../../testing/spark-answer.ts";
import { loadSqlParser } from "../syntax/load-sql-parser.ts";

/** Values as Spark 3.5 computes them without ANSI mode, in UTC, with the legacy time parser. */
const EXAMPLES: readonly Example[] = [
  ["array_append(array('b', 'd'), NULL)", "array<string>", ["b", "d", null]],
  ["array_prepend(array('b', NULL), 'd')", "array<string>", ["d", "b", null]],
  ["array_insert(array(1, 2, 3, 4), 5, 5)", "array<int>", [1, 2, 3, 4, 5]],
  ["array_insert(array(5, 4, 3, 2), -1, 1)", "array<int>", [5, 4, 3, 2, 1]],
  ["array_insert(array(5, 3, 2, 1), -4, 4)", "array<int>", [5, 4, 3, 2, 1]],
  ["array_insert(array(1), 0, 4)", "error", "INVALID_INDEX_OF_ZERO"],
  ["array_compact(array(1, NULL, 2))", "array<int>", [1, 2]],
  ["array_contains(array(1, 2, 3), 2.0)", "boolean", true],
  ["array_contains(array(1, NULL), 2)", "boolean", null],
  ["array_contains(array(1, 2, 3), '2')", "error", "DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES"],
  ["array_contains(array(1), NULL)", "error", "DATATYPE_MISMATCH.NULL_TYPE"],
  ["array_distinct(array(1, 2, NULL, 2, NULL))", "array<int>", [1, 2, null]],
  ["array_distinct(array(cast('NaN' as double), cast('NaN' as double), 0D))", "array<double>", ["NaN", 0]],
  ["array_except(array(1, 2, 2, 3), array(1, 3, 5))", "array<int>", [2]],
  ["array_intersect(array(1, 2, NULL), array(NULL, 2, 5))", "array<int>", [2, null]],
  ["array_union(array(1, 2), array(1.5))", "array<decimal(11,1)>", ["1.0", "2.0", "1.5"]],
  ["array_join(array('hello', NULL, 'world'), ' ')", "string", "hello world"],
  ["array_join(array('hello', NULL, 'world'), ' ', ',')", "string", "hello , world"],
  ["array_max(array(1, 20, NULL, 3))", "int", 20],
  ["array_min(array(1, 20, NULL, 3))", "int", 1],
  ["array_position(array(3, 2, 1, NULL), 1)", "bigint", "3"],
  ["array_remove(array(1, 2, 3, NULL, 3), 3)", "array<int>", [1, 2, null]],
  ["array_repeat('123', 2)", "array<string>", ["123", "123"]],
  ["array_size(array('b', 'd'))", "int", 2],
  ["array_sort(array('b', 'd', NULL, 'c', 'a'))", "array<string>", ["a", "b", "c", "d", null]],
  ["array_sort(array(5, 6, 1), (l, r) -> l - r)", "array<int>", [1, 5, 6]],
  ["array_sort(array(5, 6, 1), (l, r) -> NULL)", "error", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE"],
  ["arrays_overlap(array(1, 2, 3), array(3, 4, 5))", "boolean", true],
  ["arrays_overlap(array(1, NULL), array(2))", "boolean", null],
  [
    "arrays_zip(array(1, 2), array(2, 3, 4))",
    "array<struct<0:int,1:int>>",
    [
      [
        ["0", 1],
        ["1", 2],
      ],
      [
        ["0", 2],
        ["1", 3],
      ],
      [
        ["0", null],
        ["1", 4],
      ],
    ],
  ],
  ["cardinality(map('a', 1))", "int", 1],
  ["size(NULL)", "int", -1],
  ["concat(array(1, 2), array(3.5))", "array<decimal(11,1)>", ["1.0", "2.0", "3.5"]],
  ["element_at(array(1, 2, 3), -1)", "int", 3],
  ["element_at(array(1, 2, 3), 5)", "int", null],
  ["element_at(array(1, 2, 3), 0)", "error", "INVALID_INDEX_OF_ZERO"],
  ["element_at(map(1, 'a', 2, 'b'), 2)", "string", "b"],
  ["element_at(array(1), 1L)", "error", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE"],
  ["exists(array(1, NULL, 3), x -> x % 2 == 0)", "boolean", null],
  ["exists(array(1, 2, 3), x -> x IS NULL)", "boolean", false],
  ["filter(array(0, 2, 3), (x, i) -> x > i)", "array<int>", [2, 3]],
  ["flatten(array(array(1, 2), array(3, 4)))", "array<int>", [1, 2, 3, 4]],
  ["flatten(array(array(1), NULL))", "array<int>", null],
  ["forall(array(2, NULL, 8), x -> x % 2 == 0)", "boolean", null],
  ["get(array(1, 2), 5)", "int", null],
  [
    "map(1.0, '2', 3.0, '4')",
    "map<decimal(2,1),string>",
    [
      ["1.0", "2"],
      ["3.0", "4"],
    ],
  ],
  ["map(1, 'a', 1, 'b')", "error", "DUPLICATED_MAP_KEY"],
  ["map(NULL, 1)", "error", "NULL_MAP_KEY"],
  ["map(map(1, 2), 3)", "error", "DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE"],
  [
    "map_concat(map(1, 'a', 2, 'b'), map(3, 'c'))",
    "map<int,string>",
    [
      [1, "a"],
      [2, "b"],
      [3, "c"],
    ],
  ],
  ["map_contains_key(map(1, 'a'), 3)", "boolean", false],
  [
    "map_entries(map(1, 'a'))",
    "array<struct<key:int,value:string>>",
    [
      [
        ["key", 1],
        ["value", "a"],
      ],
    ],
  ],
  [
    "map_filter(map(1, 0, 2, 2, 3, -1), (k, v) -> k > v)",
    "map<int,int>",
    [
      [1, 0],
      [3, -1],
    ],
  ],
  [
    "map_from_arrays(array(1.0, 3.0), array('2', '4'))",
    "map<decimal(2,1),string>",
    [
      ["1.0", "2"],
      ["3.0", "4"],
    ],
  ],
  ["map_from_arrays(array(1), array(1, 2))", "error", "_LEGACY_ERROR_TEMP_2128"],
  [
    "map_from_entries(array(struct(1, 'a'), struct(2, 'b')))",
    "map<int,string>",
    [
      [1, "a"],
      [2, "b"],
    ],
  ],
  ["map_keys(map(1, 'a', 2, 'b'))", "array<int>", [1, 2]],
  ["map_values(map(1, 'a', 2, 'b'))", "array<string>", ["a", "b"]],
  [
    "map_zip_with(map(1, 'a'), map(1, 'x', 2, 'y'), (k, v1, v2) -> concat_ws('-', v1, v2))",
    "map<int,string>",
    [
      [1, "a-x"],
      [2, "y"],
    ],
  ],
  ["map('a', 1)['b']", "int", null],
  ["map(0.0D, 1)[-0.0D]", "int", 1],
  ["named_struct('a', 1, 'b', 'x').b", "string", "x"],
  ["named_struct('a', 1).c", "error", "FIELD_NOT_FOUND"],
  [
    "struct(1, 'x' AS y, named_struct('a', 1).a)",
    "struct<col1:int,y:string,col3:int>",
    [
      ["col1", 1],
      ["y", "x"],
      ["col3", 1],
    ],
  ],
  ["reduce(array(1, 2, 3), 0, (acc, x) -> acc + x, acc -> acc * 10)", "int", 60],
  ["aggregate(array(1), 0, (acc, x) -> acc + x + 0.5)", "error", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE"],
  ["reverse(array(2, 1, 4, 3))", "array<int>", [3, 4, 1, 2]],
  ["sequence(1, 5, 2)", "array<int>", [1, 3, 5]],
  ["sequence(5, 1)", "array<int>", [5, 4, 3, 2, 1]],
  ["sequence(1, 5, -1)", "error", "java.lang.IllegalArgumentException"],
  ["slice(array(1, 2, 3, 4), -2, 2)", "array<int>", [3, 4]],
  ["slice(array(1, 2, 3, 4), 0, 2)", "error", "INVALID_PARAMETER_VALUE.START"],
  ["slice(array(1, 2), 5, 1)", "array<int>", []],
  ["sort_array(array('b', 'd', NULL, 'c', 'a'), false)", "array<string>", ["d", "c", "b", "a", null]],
  ["transform(array(1, 2, 3), (x, i) -> x + i)", "array<int>", [1, 3, 5]],
  [
    "transform(array(1, 2), x -> transform(array(10, 20), y -> x * y))",
    "array<array<int>>",
    [
      [10, 20],
      [20, 40],
    ],
  ],
  ["transform(array(1), (x, y, z) -> x)", "error", "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH"],
  ["transform(array(1), (x, x) -> x)", "error", "INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES"],
  [
    "transform_keys(map(1, 1, 2, 2), (k, v) -> k + 1)",
    "map<int,int>",
    [
      [2, 1],
      [3, 2],
    ],
  ],
  ["transform_keys(map(1, 1, 2, 2), (k, v) -> 0)", "error", "DUPLICATED_MAP_KEY"],
  ["transform_values(map('a', 1), (k, v) -> concat(k, v))", "map<string,string>", [["a", "a1"]]],
  [
    "zip_with(array(1, 2), array('a', 'b', 'c'), (x, y) -> (y, x))",
    "array<struct<y:string,x:int>>",
    [
      [
        ["y", "a"],
        ["x", 1],
      ],
      [
        ["y", "b"],
        ["x", 2],
      ],
      [
        ["y", "c"],
        ["x", null],
      ],
    ],
  ],
  ["array(1, 'a', 2.5)", "array<string>", ["1", "a", "2.5"]],
  ["array(1, true)", "error", "DATATYPE_MISMATCH.DATA_DIFF_TYPES"],
  ["array(1, 2) < array(1, NULL)", "boolean", false],
  ["array(1, 2) < array(1, 3)", "boolean", true],
  ["array(array(1), array())", "array<array<int>>", [[1], []]],
  ["(1, 'a') = (1, 'a')", "boolean", true],
  ["(1, 'a') IN ((2, 'a'), (1, 'a'))", "boolean", true],
  ["map(1, 2) = map(1, 2)", "error", "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE"],
  ["typeof(array(map(1, (2, 3))))", "string", "array<map<int,struct<col1:int,col2:int>>>"],
  ["upper(x -> x)", "error", "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION"],
];

describe("arrays, maps and structs", () => {
  beforeAll(loadSqlParser);

  it.each(EXAMPLES)("%s", (sql, type, value) => {
    expect(answerOf(sql)).toEqual([sql, type, value]);
  });
});
