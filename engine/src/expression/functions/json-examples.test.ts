import { beforeAll, describe, expect, it } from "vitest";
import { answerOf, type Example } from "../../../testing/spark-answer.ts";
import { loadSqlParser } from "../syntax/load-sql-parser.ts";

/** Values as Spark 3.5 computes them without ANSI mode, in UTC, with the legacy time parser. */
const EXAMPLES: readonly Example[] = [
  ["get_json_object('{\"a\":\"b\"}', '$.a')", "string", "b"],
  ['get_json_object(\'{"a":[{"b":1},{"b":2}]}\', \'$.a[1].b\')', "string", "2"],
  ['get_json_object(\'{"a":[{"b":1},{"b":2}]}\', \'$.a[*].b\')', "string", "[1,2]"],
  ["get_json_object('{\"a\":[{\"b\":1}]}', '$.a[*].b')", "string", "1"],
  ["get_json_object('{\"a\":[[1,2],[3]]}', '$.a[*][*]')", "string", "[1,2,3]"],
  ["get_json_object('{\"a b\":1}', \"$['a b']\")", "string", "1"],
  ["get_json_object('{\"a\":1}', 'a')", "string", null],
  ["get_json_object('[1,null]', '$[1]')", "string", "null"],
  ["get_json_object('{\"a\":null}', '$.a')", "string", null],
  ["get_json_object('{\"a\":1.50,\"b\":1e5}', '$')", "string", '{"a":1.5,"b":100000.0}'],
  ['get_json_object(\'{"a":["x\\\\"y"]}\', \'$.a\')', "string", '["x\\"y"]'],
  ["get_json_object('{\"a\":1} trailing', '$.a')", "string", "1"],
  ["get_json_object(\"{'a':1}\", '$.a')", "string", "1"],
  ["get_json_object('{\"a\":01}', '$.a')", "string", null],
  ["get_json_object('{\"a\":1,\"a\":2}', '$.a')", "string", "1"],
  ["get_json_object('{\"a\":1', '$.a')", "string", null],
  ["json_array_length('[1,2,{\"f1\":[5,6]},4]')", "int", 4],
  ["json_array_length('{\"a\":1}')", "int", null],
  ['json_object_keys(\'{"f1":"abc","f2":{"f3":"a"}}\')', "array<string>", ["f1", "f2"]],
  ["json_object_keys('[1]')", "array<string>", null],
  [
    "from_json('{\"a\":1, \"b\":0.8}', 'a INT, b DOUBLE')",
    "struct<a:int,b:double>",
    [
      ["a", 1],
      ["b", 0.8],
    ],
  ],
  [
    "from_json('{\"a\":1.5, \"b\":true}', 'a INT, b BOOLEAN')",
    "struct<a:int,b:boolean>",
    [
      ["a", null],
      ["b", true],
    ],
  ],
  ["from_json('{\"a\":{\"b\":[1,2]}}', 'a STRING')", "struct<a:string>", [["a", '{"b":[1,2]}']]],
  [
    "from_json('{\"time\":\"26/08/2015\"}', 'time Timestamp', map('timestampFormat', 'dd/MM/yyyy'))",
    "struct<time:timestamp>",
    [["time", "1440547200000000"]],
  ],
  [
    'from_json(\'{"t":"2015-08-26T10:00:00Z", "d":"2015-08-26"}\', \'t TIMESTAMP, d DATE\')',
    "struct<t:timestamp,d:date>",
    [
      ["t", "1440583200000000"],
      ["d", "2015-08-26"],
    ],
  ],
  ["from_json('[{\"a\":1},{\"a\":2}]', 'array<struct<a:int>>')", "array<struct<a:int>>", [[["a", 1]], [["a", 2]]]],
  [
    "from_json('{\"x\":1,\"y\":2}', 'map<string,int>')",
    "map<string,int>",
    [
      ["x", 1],
      ["y", 2],
    ],
  ],
  ["from_json('broken', 'a INT')", "struct<a:int>", [["a", null]]],
  ["from_json('', 'a INT')", "struct<a:int>", null],
  ["from_json('{\"a\":1.10}', 'a DECIMAL(5,1)')", "struct<a:decimal(5,1)>", [["a", "1.1"]]],
  ["from_json('{}', 'a foo')", "error", "PARSE_SYNTAX_ERROR"],
  ["to_json(named_struct('a', 1, 'b', NULL))", "string", '{"a":1}'],
  ["to_json(map('a', array(1, NULL)))", "string", '{"a":[1,null]}'],
  [
    "to_json(named_struct('d', 1.5D, 'e', 1e10, 'n', cast('NaN' as double), 'x', 1.50, 'b', X'616263'))",
    "string",
    '{"d":1.5,"e":1.0E10,"n":"NaN","x":1.50,"b":"YWJj"}',
  ],
  [
    "to_json(named_struct('time', TIMESTAMP '2015-08-26 10:00:00.123', 'day', DATE '2015-08-26'))",
    "string",
    '{"time":"2015-08-26T10:00:00.123Z","day":"2015-08-26"}',
  ],
  [
    "to_json(named_struct('time', TIMESTAMP '2015-08-26'), map('timestampFormat', 'dd/MM/yyyy'))",
    "string",
    '{"time":"26/08/2015"}',
  ],
  ["to_json(1)", "error", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE"],
  ["schema_of_json('[{\"col\":0}]')", "string", "ARRAY<STRUCT<col: BIGINT>>"],
  ["hash('Spark', array(123), 2)", "int", -1321691492],
  ["hash(NULL, 1, -0.0D, true)", "int", 1027514517],
  ["hash(map(1, 2))", "error", "DATATYPE_MISMATCH.HASH_MAP_TYPE"],
  ["xxhash64('Spark', array(123), 2)", "bigint", "5602566077635097486"],
  ["xxhash64(1.5, DATE '2020-01-01', 1S, 2.5F, X'00ff')", "bigint", "-5400463795493394193"],
  ["xxhash64('a text that is longer than thirty-two bytes')", "bigint", "-8813302458738745550"],
  ["md5('Spark')", "string", "8cde774d6f7333752ed72cacddb05126"],
  ["sha1('Spark')", "string", "85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c"],
  ["sha2('Spark', 224)", "string", "dbeab94971678d36af2195851c0f7485775a2a7c60073d62fc04549c"],
  ["sha2('Spark', 256)", "string", "529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b"],
  ["sha2('Spark', 100)", "string", null],
  ["crc32('Spark')", "bigint", "1557323817"],
  ["md5(1)", "error", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE"],
];

describe("JSON and hashes", () => {
  beforeAll(loadSqlParser);

  it.each(EXAMPLES)("%s", (sql, type, value) => {
    expect(answerOf(sql)).toEqual([sql, type, value]);
  });
});
