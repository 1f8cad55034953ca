import { describe, expect, test } from "vitest";
import { createFieldReader } from "./field-reader.ts";

describe("a time", () => {
  test.each([
    ["2020-08-28T13:24:27.172Z", "2020-08-28 13:24:27.172Z"],
    ["2020-08-28 13:24:27.172345+00", "2020-08-28 13:24:27.172345+00"],
    ["2020-08-28 13:24:27", "2020-08-28 13:24:27.0"],
    ["2020-08-28T13:24", "2020-08-28 13:24:00.0"],
    ["2020-08-28", "2020-08-28 00:00:00.0"],
    ["2020-02-29 23:59:59-0330", "2020-02-29 23:59:59.0-0330"],
    ["0002-01-01 00:00:00+14:00", "0002-01-01 00:00:00.0+14:00"],
    ["9998-12-31T23:59:59.999999-14:00", "9998-12-31 23:59:59.999999-14:00"],
  ])("as in %s is read to its last digit", (text, time) => {
    const fields = createFieldReader({ at: text });

    expect([fields.time("at"), fields.problem]).toEqual([time, null]);
  });

  test.each([
    ["2021-02-29 00:00:00"],
    ["2020-13-01 00:00:00"],
    ["2020-08-28 24:00:00"],
    ["2020-08-28 13:60:00"],
    ["2020-08-28 13:24:27+15:00"],
    ["0000-01-01 00:00:00"],
    ["10000-01-01 00:00:00"],
    ["0001-01-01 00:00:00+14:00"],
    ["9999-12-31T23:59:59.999999Z"],
    ["infinity"],
    ["0044-03-15 00:00:00 BC"],
    [""],
    [1598621067],
  ])("is not %j", (value) => {
    const fields = createFieldReader({ at: value });
    fields.time("at");

    expect(fields.problem?.reason).toBe("bad_time");
  });
});

describe("an id", () => {
  test.each([[1], [2_000_000_000], [7n], ["7"]])("is %s", (value) => {
    const fields = createFieldReader({ id: value });

    expect([fields.id("id"), fields.problem]).toEqual([Number(value), null]);
  });

  test.each([
    [0],
    [-1],
    [1.5],
    [2_000_000_001],
    [2_147_483_647],
    [2_147_483_648],
    [9_007_199_254_740_993n],
    ["7a"],
    [""],
    [true],
    [null],
    [["me@me.com"]],
  ])("is not %s", (value) => {
    const fields = createFieldReader({ id: value });
    fields.id("id");

    expect(fields.problem?.reason).toBe("bad_id");
  });
});

test.each(["0a1b2c3d-0000-4000-8000-000000000000", "0a1b2c3d000040008000000000000000"])(
  "R48: %s is named as a UUID",
  (value) => {
    const fields = createFieldReader({ id: value });
    fields.id("id");

    expect(fields.problem).toMatchObject({ reason: "uuid_id", message: expect.stringContaining("is a UUID") });
  },
);

test("a flag is what SQLite, PostgreSQL and JSON have for true and false, and its default where there is none", () => {
  const fields = createFieldReader({ a: 1n, b: "t", c: true, d: 0n, e: "f", f: false, g: null });
  const read = [..."abcdefgh"].map((column) => fields.flag(column, true));

  expect([read, fields.problem]).toEqual([[true, true, true, false, false, false, true, true], null]);
});
