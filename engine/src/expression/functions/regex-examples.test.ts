import { beforeAll, describe, expect, it } from "vitest";
import { answerOf, type Example } from "../../../testing/spark-answer.ts";
import { loadSqlParser } from "../syntax/load-sql-parser.ts";

/** Values as Spark 3.5 computes them without ANSI mode, in UTC, with the legacy time parser. */
const EXAMPLES: readonly Example[] = [
  ["'abc' LIKE '%b%'", "boolean", true],
  ["'a\\nb' LIKE 'a%b'", "boolean", true],
  ["'abc' LIKE 'a_'", "boolean", false],
  ["'a_c' LIKE 'a\\\\_c'", "boolean", true],
  ["'a%c' LIKE 'a|%c' ESCAPE '|'", "boolean", true],
  ["'abc' LIKE 'a\\\\bc'", "error", "INVALID_FORMAT.ESC_IN_THE_MIDDLE"],
  ["'abc' LIKE 'a\\\\'", "error", "INVALID_FORMAT.ESC_AT_THE_END"],
  ["'' LIKE ''", "boolean", true],
  ["'😀' LIKE '_'", "boolean", true],
  ["'ABC' ILIKE 'a%'", "boolean", true],
  ["'abc' LIKE ANY ('x', '%c')", "boolean", true],
  ["'abc' LIKE ALL ('a%', 'x')", "boolean", false],
  ["'abc' NOT LIKE ANY ('a%', 'x')", "boolean", true],
  ["'abc' LIKE ANY ('x', NULL)", "boolean", null],
  ["'Spark' RLIKE '^S.*k$'", "boolean", true],
  ["'ABC' RLIKE '(?i)abc'", "boolean", true],
  ["'a\\nb' RLIKE 'a.b'", "boolean", false],
  ["'a\\n' RLIKE 'a$'", "boolean", true],
  ["'é' RLIKE '\\\\w'", "boolean", false],
  ["'x]' RLIKE '[]]'", "boolean", true],
  ["'b' RLIKE '[a-z&&[^aeiou]]'", "boolean", true],
  ["'e' RLIKE '[a-z&&[^aeiou]]'", "boolean", false],
  ["'a.b' RLIKE '\\\\Q.\\\\E'", "boolean", true],
  ["'ab' RLIKE '\\\\p{Alpha}+'", "boolean", true],
  ["regexp_extract('100-200', '(\\\\d+)-(\\\\d+)', 1)", "string", "100"],
  ["regexp_extract('foo', '(\\\\d+)', 1)", "string", ""],
  ["regexp_extract('abc', '(a)', 5)", "error", "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX"],
  ["regexp_extract_all('100-200, 300-400', '(\\\\d+)-(\\\\d+)', 1)", "array<string>", ["100", "300"]],
  ["regexp_replace('100-200', '(\\\\d+)', 'num')", "string", "num-num"],
  ["regexp_replace('abc', '(a)(b)', '$2$1')", "string", "bac"],
  ["regexp_replace('abc', 'x*', '-')", "string", "-a-b-c-"],
  ["regexp_replace('abcd', 'b', 'X', 3)", "string", "abcd"],
  ["regexp_replace('a', 'a', '\\\\$')", "string", "$"],
  ["regexp_count('Steven Jones and Stephen Smith', 'Ste(v|ph)en')", "int", 2],
  ["regexp_substr('Steven Jones and Stephen Smith', 'Ste(v|ph)en')", "string", "Steven"],
  ["regexp_substr('Steven', 'x')", "string", null],
  ["regexp_instr('user@spark.apache.org', '@[^.]*')", "int", 5],
  ["regexp_instr('😀@x', '@')", "int", 2],
  ["split('oneAtwoBthreeC', '[ABC]')", "array<string>", ["one", "two", "three", ""]],
  ["split('oneAtwoBthreeC', '[ABC]', 2)", "array<string>", ["one", "twoBthreeC"]],
  ["split('a1cc2ee3', '[1-9]+', 0)", "array<string>", ["a", "cc", "ee", ""]],
  ["split('abc', '')", "array<string>", ["a", "b", "c"]],
  ["split('abc', '', 2)", "array<string>", ["a", "bc"]],
  ["split('', ',')", "array<string>", [""]],
  ["split('a.b', '.')", "array<string>", ["", "", "", ""]],
  ["split(',a', ',')", "array<string>", ["", "a"]],
  ["'(' RLIKE '('", "error", "INVALID_PARAMETER_VALUE.PATTERN"],
];

describe("LIKE and regular expressions", () => {
  beforeAll(loadSqlParser);

  it.each(EXAMPLES)("%s", (sql, type, value) => {
    expect(answerOf(sql)).toEqual([sql, type, value]);
  });
});
