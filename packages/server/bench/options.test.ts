import { expect, test } from "vitest";
import { helpText, readOptions } from "./options.ts";

const rows = ["start", "size"].map((name) => ({
  name,
  about: `about ${name}`,
  measure: async () => ({ findings: [] }),
}));

test("without options every row is measured five times", () => {
  expect(readOptions([], rows)).toEqual({ help: false, only: [], rounds: 5, quick: false, out: null });
});

test("rows can be picked, and what is no row is refused", () => {
  expect(readOptions(["--only", "size", "--only", "start"], rows).only).toEqual(["size", "start"]);
  expect(() => readOptions(["--only", "speed"], rows)).toThrow('there is no row "speed"');
});

test("a number of rounds that is none is refused", () => {
  for (const rounds of ["0", "-1", "1.5", "many", "101"]) {
    expect(() => readOptions([`--rounds=${rounds}`], rows)).toThrow("--rounds is a number from 1 to 100");
  }
});

test("the help names every row", () => {
  expect(helpText(rows)).toMatch(/ {2}start {2}about start\n {2}size {3}about size/);
});
