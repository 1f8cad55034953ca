import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { createTestApp } from "@levelup/server/testing";
import trpcClient from "@trpc/client/package.json" with { type: "json" };
import ts from "@typescript/typescript6";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The package as an app gets it: packed, installed in an empty project, compiled and run there. */

const run = promisify(execFile);
const packageRoot = join(import.meta.dirname, "..");
const compilers = {
  "TypeScript 7": join(packageRoot, "../../node_modules/.bin/tsc"),
  "TypeScript 6": join(packageRoot, "node_modules/.bin/tsc6"),
};

/** Compiles without the types of the DOM and of Node. Throws if a result is wrong. */
const script = `
import { createLevelUp, isLevelUpError, memoryStorage, safe } from "@levelup/client";
import type { ErrorCodeOf, LevelUpError } from "@levelup/client";

declare const process: { env: { LEVELUP_URL: string } };

function explain(error: LevelUpError<ErrorCodeOf<typeof levelup.auth.login>>): string {
  switch (error.code) {
    case "RATE_LIMITED":
      return "wait " + error.retryAfterSeconds;
    case "NETWORK":
    case "SESSION_CHANGED":
    case "INVALID_INPUT":
    case "BATCH_REFUSED":
    case "FORBIDDEN":
    case "METHOD_NOT_ALLOWED":
    case "PAYLOAD_TOO_LARGE":
    case "UNSUPPORTED_MEDIA_TYPE":
    case "INTERNAL":
    case "OVERLOADED":
    case "UNAVAILABLE":
      return error.message;
    default:
      return error.code satisfies never;
  }
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const levelup = createLevelUp({ url: process.env.LEVELUP_URL, storage: memoryStorage(), device: "Consumer" });
const credentials = { username: "consumer", password: "four words in a row" };

const { account } = await levelup.auth.register({ ...credentials, firstName: "Con", lastName: "Sumer" });
check((await levelup.account.me()).id === account.id, "me");
check((await levelup.tokens.list())[0]?.device === "Consumer", "tokens");
check((await levelup.auth.logout()).revoked, "logout");
const refused = await safe(levelup.account.me());
check(!refused.ok && refused.error.code === "TOKEN_MISSING" && isLevelUpError(refused.error), "refused");
const login = await safe(levelup.auth.login(credentials));
if (!login.ok) throw new Error(explain(login.error));
else if (!login.data.valid) throw new Error("login");
else check(login.data.account.id === account.id, "login");
check(levelup.session.get().status === "signedIn", "session");
`;

const page = `
import { createLevelUp, type ErrorCodeOf } from "@levelup/client";
import { LevelUpProvider, useLevelUpQueries, useSession } from "@levelup/client/react";
import { useMutation, useQuery } from "@tanstack/react-query";

const levelup = createLevelUp({ url: "/trpc", fetch: (url, init) => fetch(url, init) });

function Home() {
  const session = useSession();
  const { account } = useLevelUpQueries();
  const me = useQuery(account.me());
  const update = useMutation(account.update());
  const code: ErrorCodeOf<typeof levelup.account.me> | undefined = me.error?.code;
  return <button onClick={() => update.mutate({ bio: session.status })}>{me.data?.username ?? code}</button>;
}

export const app = <LevelUpProvider levelup={levelup}><Home /></LevelUpProvider>;
`;

/** An app's own router, and its procedures through the SDK and through tRPC's client. */
const ownRouter = `
import { createLevelUp, safe, type ErrorCodeOf } from "@levelup/client";
import { createTRPCClient } from "@trpc/client";
import { initTRPC } from "@trpc/server";

const t = initTRPC.create();
const router = t.router({ games: t.router({ count: t.procedure.query(() => ({ games: 7, since: new Date() })) }) });
type AppRouter = typeof router;

const levelup = createLevelUp<AppRouter>({ url: "/trpc" });
const counted = await safe(levelup.api.games.count.query());
if (counted.ok) counted.data satisfies { games: number; since: string };
// @ts-expect-error a number
if (counted.ok) counted.data satisfies { games: string };
export const client = createTRPCClient<AppRouter>({ links: [levelup.link] });
export const response: Response = await levelup.fetch("/scores", { headers: { accept: "application/json" } });
export const code: ErrorCodeOf<typeof levelup.fetch> = "NETWORK";
`;

/** What a page costs, which bundles the SDK by esbuild. */
const bundled = `
import { createLevelUp, safe } from "@levelup/client";
Object.assign(globalThis, { safe, levelup: createLevelUp({ url: "/trpc" }) });
`;

/** The release of tRPC that this repository uses, so that a newer one does not change what is measured. */
const trpc = { "@trpc/client": trpcClient.version, "@trpc/server": trpcClient.version };

let workRoot: string;
let tarball: string;
/** A project with the SDK and its dependencies only. */
let bare: string;
/** A project with React and TanStack Query too. */
let react: string;
/** A project that esbuild bundles. */
let bundle: string;

beforeAll(async () => {
  workRoot = await mkdtemp(join(tmpdir(), "levelup-client-"));
  await run("pnpm", ["pack", "--pack-destination", workRoot], { cwd: packageRoot });
  const [file] = (await readdir(workRoot)).filter((name) => name.endsWith(".tgz"));
  tarball = join(workRoot, file ?? "");
  const { peerDependencies } = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8"));
  bare = await project("bare", { "script.ts": script }, {}, ["es2022"]);
  react = await project(
    "react",
    { "page.tsx": page, "own-router.ts": ownRouter },
    { ...peerDependencies, "@types/react": "*" },
    ["es2022", "dom", "dom.iterable"],
  );
  bundle = await project("bundle", { "entry.ts": bundled }, { esbuild: "0.28.2", ...trpc }, ["es2022"]);
}, 120_000);

afterAll(() => rm(workRoot, { recursive: true, force: true }));

async function project(
  name: string,
  files: Record<string, string>,
  dependencies: Record<string, string>,
  lib: string[],
) {
  const root = join(workRoot, name);
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: "es2022",
    module: "nodenext",
    jsx: "react-jsx",
    types: [],
    lib,
  };
  await mkdir(root);
  await writeFile(
    join(root, "package.json"),
    JSON.stringify({
      private: true,
      type: "module",
      dependencies: { ...dependencies, "@levelup/client": `file:${tarball}` },
    }),
  );
  await writeFile(join(root, "tsconfig.json"), JSON.stringify({ compilerOptions, include: Object.keys(files) }));
  for (const [path, content] of Object.entries(files)) await writeFile(join(root, path), content);
  // esbuild's script only checks what is installed.
  await writeFile(join(root, "pnpm-workspace.yaml"), "allowBuilds: { esbuild: false }");
  await run("pnpm", ["install", "--prefer-offline"], { cwd: root });
  return root;
}

/** The errors of the compiler; empty if there are none. */
async function compile(compiler: string, root: string, options: string[] = []): Promise<string> {
  try {
    await run(compiler, ["-p", root, ...options]);
    return "";
  } catch (error) {
    return String((error as { stdout: string }).stdout);
  }
}

test("installs nothing of the server", async () => {
  const installed = await readdir(join(bare, "node_modules/.pnpm"));
  const ours = installed.filter((name) => /^@(levelup|trpc)\+/.test(name));
  expect(ours.map((name) => name.split(/@(?!levelup|trpc)/)[0])).toEqual([
    "@levelup+client",
    "@trpc+client",
    "@trpc+server",
  ]);
  expect(installed.filter((name) => /mikro|fastify|pglite|bcrypt|zod/.test(name))).toEqual([]);
});

describe.each(Object.entries(compilers))("%s, checking every declaration", (_name, compiler) => {
  test("compiles an app without the DOM's types", async () => {
    expect(await compile(compiler, bare)).toBe("");
  }, 60_000);

  test("compiles a React app", async () => {
    expect(await compile(compiler, react)).toBe("");
  }, 60_000);
});

describe.each(Object.entries(compilers))("R54: %s without `strict`", (_name, compiler) => {
  test.each([
    ["an app without the DOM's types", () => bare],
    ["a React app", () => react],
  ])(
    "compiles %s",
    async (_what, root) => {
      const options = ["--strict", "false", "--exactOptionalPropertyTypes", "false"];
      expect(await compile(compiler, root(), options)).toBe("");
    },
    60_000,
  );
});

test("R54: an editor shows the codes of an error, not the name of a type", () => {
  const file = join(bare, "hover.ts");
  const text = `
import { createLevelUp, safe, type ErrorCodeOf, type LevelUpError } from "@levelup/client";
const levelup = createLevelUp({ url: "/trpc" });
const login = await safe(levelup.auth.login({ username: "a", password: "b" }));
if (!login.ok) {
  login.error./*property*/code;
  const /*variable*/code = login.error.code;
  login./*error*/error;
}
type /*type*/LoginCode = ErrorCodeOf<typeof levelup.auth.login>;
const explain = (/*parameter*/error: LevelUpError<ErrorCodeOf<typeof levelup.auth.login>>) => error./*ofParameter*/code;
`;
  const hover = createHover(file, text);
  for (const marker of ["property", "variable", "error", "type", "parameter", "ofParameter"]) {
    expect(hover(marker), marker).toContain('"RATE_LIMITED"');
    expect(hover(marker), marker).toContain('"NETWORK"');
    expect(hover(marker), marker).not.toMatch(/ErrorCodeOf|ClientErrorCode/);
  }
});

/** What an editor shows for the name after a marker such as `/*code*\/` in `text`. */
function createHover(file: string, text: string): (marker: string) => string {
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => true,
    getCompilationSettings: () => ({
      strict: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      lib: ["lib.es2022.d.ts"],
      types: [],
      noErrorTruncation: true,
    }),
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const content = path === file ? text : ts.sys.readFile(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => bare,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => path === file || ts.sys.fileExists(path),
  });
  return (marker) => {
    const mark = `/*${marker}*/`;
    const info = service.getQuickInfoAtPosition(file, text.indexOf(mark) + mark.length);
    return ts.displayPartsToString(info?.displayParts);
  };
}

test("H7: an app does not compile until it handles a code that the procedure adds", async () => {
  const dist = join(bare, "node_modules/@levelup/client/dist");
  const declarations = (await readdir(dist)).filter((name) => name.endsWith(".d.ts"));
  let filesChanged = 0;
  const restore: (() => Promise<void>)[] = [];
  for (const name of declarations) {
    const before = await readFile(join(dist, name), "utf8");
    const after = before.replace("login: [", '$&"CODE_OF_TOMORROW", ');
    if (after === before) continue;
    filesChanged += 1;
    // Not written in place: the file is a hard link into the package store.
    const replace = async (content: string) => {
      await rm(join(dist, name));
      await writeFile(join(dist, name), content);
    };
    await replace(after);
    restore.push(() => replace(before));
  }
  const errors = await compile(compilers["TypeScript 7"], bare);
  for (const undo of restore) await undo();
  expect(filesChanged).toBe(1);
  expect(errors).toContain(`Type '"CODE_OF_TOMORROW"' does not satisfy the expected type 'never'`);
}, 60_000);

test("runs in Node against a real server, and lets the process end", async () => {
  await using app = await createTestApp();
  const LEVELUP_URL = `${await app.listen()}/trpc`;
  const { stderr } = await run(process.execPath, ["script.ts"], { cwd: bare, env: { LEVELUP_URL }, timeout: 30_000 });
  expect(stderr).toBe("");
}, 120_000);

test("costs at most 8.5 kB with tRPC in a bundle of esbuild", async () => {
  const options = ["--bundle", "--minify", "--format=esm"];
  const { stdout } = await run(join(bundle, "node_modules/.bin/esbuild"), ["entry.ts", ...options], { cwd: bundle });
  expect(stdout).toContain("lu_token");
  expect(gzipSync(stdout, { level: 9 }).length).toBeLessThanOrEqual(8_500);
});

test("npm packs the same package as pnpm", async () => {
  const folder = await mkdtemp(join(workRoot, "npm-"));
  await run("npm", ["pack", "--pack-destination", folder], { cwd: packageRoot });
  const [file = ""] = await readdir(folder);
  const [byNpm, byPnpm] = [await unpack(join(folder, file)), await unpack(tarball)];
  expect(Object.keys(byNpm)).toEqual(Object.keys(byPnpm));
  const { "package.json": npmManifest = "", ...npmFiles } = byNpm;
  const { "package.json": pnpmManifest = "", ...pnpmFiles } = byPnpm;
  expect(npmFiles).toEqual(pnpmFiles);
  expect(forUsers(npmManifest)).toEqual(forUsers(pnpmManifest));
  expect(Object.keys(npmFiles)).toEqual(
    expect.arrayContaining(["LICENSE", "README.md", "dist/index.js", "src/index.ts"]),
  );
}, 60_000);

/** What a manifest says to users of the package: npm keeps what only developers need as it stands. */
function forUsers(manifest: string): object {
  const { scripts: _scripts, devDependencies: _devDependencies, ...rest } = JSON.parse(manifest);
  expect(JSON.stringify(rest)).not.toMatch(/catalog:|workspace:/);
  return rest;
}

/** The files of a tarball, by their paths in the package. */
async function unpack(archive: string): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(workRoot, "unpacked-"));
  await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"]);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.sort().map(async (path) => [relative(folder, path), await readFile(path, "utf8")] as const);
  return Object.fromEntries(await Promise.all(files));
}

test("the React entry is for client components, and every declaration leads an editor to its source", async () => {
  const installed = join(react, "node_modules/@levelup/client");
  expect(await readFile(join(installed, "dist/react.js"), "utf8")).toMatch(/^"use client";/);
  const dist = await readdir(join(installed, "dist"));
  const declarations = dist.filter((name) => name.endsWith(".d.ts"));
  expect(declarations).toContain("index.d.ts");
  for (const name of declarations) {
    const { sources } = JSON.parse(await readFile(join(installed, "dist", `${name}.map`), "utf8"));
    const own = sources.filter((source: string) => source.startsWith("../src/"));
    expect(own.length).toBeGreaterThan(0);
    for (const source of own) expect(await readdir(join(installed, "src"))).toContain(basename(source));
  }
});

test("publint reports nothing", async () => {
  const data = await readFile(tarball);
  const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: bytes } });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test("are-the-types-wrong reports nothing, for an ESM-only package", async () => {
  const result = await checkPackage(createPackageFromTarballData(await readFile(tarball)));
  const problems = result.types ? result.problems : ["no types"];
  // CommonJS before Node 20.19 cannot require ESM, nor can TypeScript's oldest resolution read an exports map.
  const expectedOfEsm = (problem: unknown) => /"resolutionKind":"(node10|node16-cjs)"/.test(JSON.stringify(problem));
  expect(problems.filter((problem) => !expectedOfEsm(problem))).toEqual([]);
});
