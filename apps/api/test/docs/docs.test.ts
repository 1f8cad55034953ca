import { existsSync, readFileSync } from "node:fs";
import { settingVariables } from "@levelup/server";
import { describe, expect, test } from "vitest";

const docs = new URL("../../../../docs/", import.meta.url);
const promises = readFileSync(new URL("promises.md", docs), "utf8");

const rows = [...promises.matchAll(/^\| ([A-HJ-R]\d+) \|(.*)$/gm)].map(([, number = "", rest = ""]) => ({
  number,
  files: [...rest.matchAll(/\]\((.*?)\)/g)].map(([, file = ""]) => new URL(file, docs)),
}));

describe("docs/promises.md", () => {
  test.each(rows)("names tests that exist for $number", ({ number, files }) => {
    expect(files).not.toHaveLength(0);
    for (const file of files) {
      expect(existsSync(file) && readFileSync(file, "utf8")).toMatch(new RegExp(`["'\`]${number}: `));
    }
  });
});

test("docs/settings.md lists every variable with its meaning and default", () => {
  const settings = readFileSync(new URL("settings.md", docs), "utf8");
  const table = settingVariables.map(
    ({ name, description, fallback }) =>
      `| \`${name}\` | ${fallback === undefined ? "" : `\`${fallback}\``} | ${description} |`,
  );

  expect(settings.split("\n").filter((line) => line.startsWith("| `"))).toEqual(table);
});
