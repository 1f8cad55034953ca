import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { complaintsOf, createApp, packed, run, startServer, tarballOf } from "./packed.ts";

/** docs/your-own-app.md, followed to the letter in an empty folder beside a clone. */

const root = join(import.meta.dirname, "../..");
const example = "apps/game-night";

/** In the example the packages are not built; an app has a configuration of its own. */
const ownFiles = ["tsconfig.json", "vite.config.ts"];

const compilers = { "TypeScript 7": "typescript", "TypeScript 5.9": "typescript-5.9" };
const resolutions = { nodenext: [], bundler: ["--module", "preserve"] };

/** All but the screen: the declarations of tRPC's own client import a package that it does not install. */
const strict = {
  extends: "./tsconfig.json",
  compilerOptions: { skipLibCheck: false, lib: ["es2024"], types: ["node"] },
  include: ["src", "test", "calls.ts", "django.ts"],
};

const calls = `
import { createLevelUp, type ErrorCodeOf, safe } from "@levelup/client";
import type { AppRouter } from "./src/app.ts";

const levelup = createLevelUp<AppRouter>({ url: "/trpc" });
const joined = await safe(levelup.api.events.join.mutate({ id: 7 }));
if (!joined.ok) {
  const code: ErrorCodeOf<typeof levelup.api.events.join.mutate> = joined.error.code;
  if (code === "EVENT_FULL" || code === "TOKEN_EXPIRED") console.log(code);
  // @ts-expect-error a code of another procedure
  if (code === "GAME_EXISTS") console.log(code);
}
const me = await levelup.account.me();
me.username satisfies string;
`;

/** A server with the wire of the Django one, by the packages alone. */
const django = `
import { djangoEntities, djangoMigrations, djangoRoutes } from "@levelup/django";
import { accountEntities, accountMigrations, appRouter, createLevelUp } from "@levelup/server";

const app = await createLevelUp(process.env, {
  router: appRouter,
  entities: [...accountEntities, ...djangoEntities],
  migrations: [...accountMigrations, ...djangoMigrations],
  routes: [djangoRoutes],
});
console.log(await app.listen());
`;

let app: string;
let files: Map<string, string>;

beforeAll(async () => {
  const page = await readFile(join(root, "docs/your-own-app.md"), "utf8");
  files = new Map(
    [...page.matchAll(/^```\w+\n\/\/ (\S+)\n(.*?)^```/gms)].map(([, path = "", code = ""]) => [path, code]),
  );
  app = await createApp("game-night", files);
  await createApp(
    "game-night",
    new Map([
      ["strict.json", JSON.stringify(strict)],
      ["calls.ts", calls],
      ["django.ts", django],
    ]),
  );
  for (const path of ["index.html", "web"]) {
    await cp(join(root, example, path), join(packed.folder, "level-up", example, path), { recursive: true });
  }
  const env = { ...process.env, npm_config_prefer_offline: "true", npm_config_audit: "false" };
  const commands = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block).join("");
  await run("bash", ["-euc", commands], { cwd: app, env });
  await run("npm", ["install", "--no-save", "typescript-5.9@npm:typescript@5.9", tarballOf("django")], {
    cwd: app,
    env,
  });
}, 300_000);

test("the page shows the files of the example as they are", async () => {
  const shared = [...files].filter(([path]) => !ownFiles.includes(path));
  expect(shared.map(([path]) => path)).toContain("src/server.ts");
  for (const [path, code] of shared) expect(code, path).toBe(await readFile(join(root, example, path), "utf8"));

  const page = await readFile(join(root, "docs/your-own-app.md"), "utf8");
  const screen = await readFile(join(root, example, "web/screen.tsx"), "utf8");
  const [, excerpt = "-"] = /^```tsx\n(function .*?)^```/ms.exec(page) ?? [];
  expect(screen).toContain(excerpt);
});

test("K1: Level Up's procedures, the app's own ones, its routes and its screen answer on one port", async () => {
  const url = await startServer(["src/server.ts"], app, { WEB_ROOT: "dist" });
  const post = async (path: string, input: object, token = "") => {
    const answer = await fetch(`${url}/trpc/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Token ${token}` },
      body: JSON.stringify(input),
    });
    return (await answer.json()) as { result?: { data: { token: string } }; error?: object };
  };
  const gamer = { username: "grace", password: "four words in a row", firstName: "Grace", lastName: "Gamer" };

  const { token } = (await post("auth.register", gamer)).result?.data ?? {};

  expect(await post("games.create", { title: "Go" }, token)).toMatchObject({
    result: { data: { title: "Go" } },
  });
  expect(await post("games.create", { title: "Go" }, token)).toMatchObject({
    error: { data: { code: "GAME_EXISTS", field: "title" } },
  });
  expect((await fetch(`${url}/calendar`)).status).toBe(401);
  const authorization = `Token ${token}`;
  expect(await (await fetch(`${url}/calendar`, { headers: { authorization } })).json()).toEqual([]);
  expect(await (await fetch(url)).text()).toContain("<title>Game night</title>");
});

test("the Django wire answers from its package", async () => {
  const url = await startServer(["django.ts"], app, { DATA_DIR: "django-data" });
  const post = async (path: string, body: object) => {
    const headers = { "content-type": "application/json" };
    return (await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) })).json();
  };
  const gamer = { username: "ada", password: "four words in a row", first_name: "Ada", last_name: "L", bio: "" };

  const registered = await post("/register", gamer);

  expect(registered).toEqual({ token: expect.stringMatching(/^\w{40,}$/) });
  expect(await post("/login", gamer)).toEqual({ valid: true, token: expect.stringMatching(/^\w{40,}$/) });
  expect(await post("/login", { ...gamer, password: "another" })).toEqual({ valid: false });
});

test.each(
  Object.entries(compilers).flatMap(([name, compiler]) =>
    Object.entries(resolutions).map(([resolution, options]) => ({ name, compiler, resolution, options })),
  ),
)("K1: $name with $resolution knows both, checking every declaration", async ({ compiler, options }) => {
  const tsc = join(app, "node_modules", compiler, "bin/tsc");
  expect(await complaintsOf(process.execPath, [tsc, "-p", "strict.json", ...options], app)).toBe("");
});

test("the compiler accepts all of it, the screen too", async () => {
  expect(await complaintsOf("npx", ["tsc"], app)).toBe("");
});

test("the test of the page passes", async () => {
  const { stdout } = await run("npx", ["vitest", "run", "--testTimeout", "60000"], {
    cwd: app,
    env: { ...process.env, TEST_DATABASE_URL: "", NO_COLOR: "1" },
  });
  expect(stdout).toMatch(/Tests +4 passed/);
});

test("K5: a start of the built server loads Ajv for a route that has a schema, and not without one", async () => {
  const loaded = async (schema: object) => {
    const program = `
      import { createRequire } from "node:module";
      import { createLevelUp } from "@levelup/server";
      const routes = [async (fastify) => void fastify.get("/x", ${JSON.stringify(schema)}, async () => ({}))];
      await using app = await createLevelUp({ DATA_DIR: process.argv[1], LOG_LEVEL: "fatal" }, { routes });
      await app.http.ready();
      const files = Object.keys(createRequire(import.meta.resolve("@levelup/server")).cache);
      console.log(files.some((file) => file.includes("/ajv/")));`;
    const data = join(packed.folder, "ajv-data");
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program, data], { cwd: app });
    return stdout.trim();
  };
  expect(await loaded({})).toBe("false");
  expect(await loaded({ schema: { querystring: { type: "object" } } })).toBe("true");
});
