import { readFile } from "node:fs/promises";
import ts from "@typescript/typescript6";
import { expect, test } from "vitest";

const packageRoot = new URL("..", import.meta.url).pathname;

/** Types of a package that the examples import. */
const packageTypes = `declare module "expo-secure-store" {
  export function getItemAsync(key: string): Promise<string | null>;
  export function setItemAsync(key: string, value: string): Promise<void>;
  export function deleteItemAsync(key: string): Promise<void>;
}`;

test.each([
  ["the SDK's README", "README.md", 4],
  ["the project's README", "../../README.md", 2],
  ["docs/protect-my-service.md", "../../docs/protect-my-service.md", 3],
])(
  "every example of %s compiles",
  async (_what, page, least) => {
    const readme = await readFile(`${packageRoot}${page}`, "utf8");
    const blocks = [...readme.matchAll(/^```(tsx?)\n(.*?)^```/gms)];
    expect(blocks.length).toBeGreaterThanOrEqual(least);

    const sources = new Map(
      blocks.map(([, kind, code = ""], index) => {
        // A block that others import says its name.
        const [, name = `example-${index}.${kind}`] = /^\/\/ ([\w-]+\.ts)\b/.exec(code) ?? [];
        return [`${packageRoot}test/${name}`, code];
      }),
    );
    sources.set(`${packageRoot}test/packages.d.ts`, packageTypes);

    const { config } = ts.readConfigFile(`${packageRoot}tsconfig.json`, ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, packageRoot, {
      lib: ["lib.es2024.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts"],
    });
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile: read } = host;
    host.fileExists = (path) => sources.has(path) || fileExists(path);
    host.readFile = (path) => sources.get(path) ?? read(path);
    const program = ts.createProgram([...sources.keys()], options, host);
    const problems = [...sources.keys()].flatMap((path) => {
      const file = program.getSourceFile(path);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
        (problem) => `${path}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`,
      );
    });
    expect(problems).toEqual([]);
  },
  60_000,
);
