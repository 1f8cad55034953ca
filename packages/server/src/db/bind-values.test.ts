import { raw } from "@mikro-orm/core";
import { BasePostgreSqlPlatform } from "@mikro-orm/postgresql";
import { describe, expect, test } from "vitest";
import { bindValues, type Query } from "./bind-values.ts";

class Platform extends BasePostgreSqlPlatform {}

const bind = (query: Query, values?: unknown[] | Record<string, unknown>) => bindValues(new Platform(), query, values);

describe("bindValues", () => {
  test("takes each value out of the text, in order", () => {
    expect(bind("select ? where a = ? and b in (?)", ["it's?", 5, [1, null, true]])).toEqual({
      text: "select $1 where a = $2 and b in ($3, $4, $5)",
      values: ["it's?", 5, 1, null, true],
    });
  });

  test("quotes identifiers and keeps escaped question marks", () => {
    expect(bind('select ?? from "t" where a \\? ?', ['a"b', "x"])).toEqual({
      text: 'select "a""b" from "t" where a ? $1',
      values: ["x"],
    });
  });

  test("leaves the text of a query without values as it is", () => {
    expect(bind("select a ? 'b'")).toEqual({ text: "select a ? 'b'", values: [] });
  });

  test("takes values out of fragments within fragments, and named values", () => {
    const inner = raw("greatest(?, ?)", [1, raw("abs(?)", [-2])]);

    expect(bind(raw("select ?, ?", [inner, "x"]))).toEqual({
      text: "select greatest($1, abs($2)), $3",
      values: [1, -2, "x"],
    });
    expect(bind("select :a, :b", { a: 1, b: "x" })).toEqual({ text: "select $1, $2", values: [1, "x"] });
  });

  test("makes of dates, big integers and objects what both engines take", () => {
    const bytes = Buffer.from("é");

    expect(bind("?, ?, ?, ?", [new Date(0), 2n ** 60n, { a: [1] }, bytes]).values).toEqual([
      "1970-01-01T00:00:00.000Z",
      "1152921504606846976",
      '{"a":[1]}',
      bytes,
    ]);
  });
});
