import { readFileSync } from "node:fs";
import { basename } from "node:path";
import ts from "@typescript/typescript6";
import { expect, test } from "vitest";

const packageRoot = new URL("..", import.meta.url).pathname;
const file = `${packageRoot}test/definition-example.ts`;
const text = `
import type { ErrorCodeOf } from "../src/index.ts";
import { createLevelUp } from "../src/index.ts";
import type { AppRouter } from "./app/app.router.ts";
import { createTRPCClient } from "@trpc/client";
const levelup = createLevelUp<AppRouter>({ url: "/trpc" });
levelup.api.games./*join*/join.mutate({ id: 1 });
levelup.api.games.scores./*mine*/mine.query();
createTRPCClient<AppRouter>({ links: [levelup.link] }).games./*byTrpc*/join.mutate({ id: 1 });
type /*codes*/Codes = ErrorCodeOf<typeof levelup.api.games.join.mutate>;
const /*account*/account = await levelup.account.me();
`;

/** What an editor knows about the example. */
function openEditor(): ts.LanguageService {
  const { config } = ts.readConfigFile(`${packageRoot}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, packageRoot);
  return ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => true,
    getCompilationSettings: () => ({ ...options, noErrorTruncation: true }),
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const content = path === file ? text : ts.sys.readFile(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => packageRoot,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => path === file || ts.sys.fileExists(path),
  });
}

const editor = openEditor();
const positionOf = (marker: string) => text.indexOf(`/*${marker}*/`) + marker.length + 4;
const hover = (marker: string) =>
  ts.displayPartsToString(editor.getQuickInfoAtPosition(file, positionOf(marker))?.displayParts);

test.each([
  ["join", "levelup.api"],
  ["mine", "levelup.api, in a nested router"],
  ["byTrpc", "tRPC's client over levelup.link"],
])("K17: going to the definition of %s leads to its procedure, from %s", (marker) => {
  const [definition] = editor.getDefinitionAtPosition(file, positionOf(marker)) ?? [];
  expect(basename(definition?.fileName ?? "")).toBe("games.router.ts");
  const source = readFileSync(definition?.fileName ?? "", "utf8");
  const name = marker === "mine" ? "mine" : "join";
  expect(source.slice(definition?.textSpan.start)).toMatch(new RegExp(`^${name}: `));
});

test("an editor shows the codes of an own procedure, and the named type of an account", () => {
  expect(hover("codes")).toContain('"GAME_FULL"');
  expect(hover("codes")).toContain('"NETWORK"');
  expect(hover("codes")).not.toContain("ClientErrorCode");
  expect(hover("account")).toBe("const account: Account");
});
