import { expect, test } from "vitest";
import { helpText, readOptions, WrongOption } from "./options.ts";

const rows = ["start", "size"].map((name) => ({
  name,
  about: `about ${name}`,
  maxSeconds: 1,
  measure: async () => ({ findings: [] }),
}));

test("without options every row is measured five times", () => {
  expect(readOptions([], rows)).toEqual({ help: false, only: [], rounds: 5, quick: false, out: null });
});

test("rows can be selected, and an unknown row is an error", () => {
  expect(readOptions(["--only", "size", "--only", "start"], rows).only).toEqual(["size", "start"]);
  expect(() => readOptions(["--only", "speed"], rows)).toThrow('there is no row "speed"');
});

test("an unknown option is a wrong option", () => {
  expect(() => readOptions(["--fast"], rows)).toThrow(WrongOption);
});

test("an invalid number of rounds is an error", () => {
  for (const rounds of ["0", "-1", "1.5", "many", "101"]) {
    expect(() => readOptions([`--rounds=${rounds}`], rows)).toThrow("--rounds is a number from 1 to 100");
  }
});

test("the help names every row", () => {
  expect(helpText(rows)).toMatch(/ {2}start {2}about start\n {2}size {3}about size/);
});
