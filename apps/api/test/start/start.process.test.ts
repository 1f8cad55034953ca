import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { dataFolder, startServer, temporaryFolder } from "@levelup/test-support/server-process.ts";
import { describe, expect, test } from "vitest";

async function login(url: string, username: string, password: string): Promise<unknown> {
  const response = await fetch(`${url}/trpc/auth.login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  return ((await response.json()) as { result: { data: unknown } }).result.data;
}

/** Makes a process say, at its end, which packages and which parts of Node it has loaded. */
const tellModules = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  const packages = new Set();
  registerHooks({
    load(url, context, next) {
      const [, name] = /.*[/]node_modules[/]((?:@[^/]+[/])?[^/]+)/.exec(url) ?? [];
      if (name !== undefined) packages.add(name);
      return next(url, context);
    },
  });
  process.on("exit", () => console.log("loaded:", JSON.stringify([...packages, ...process.moduleLoadList])));
`)}`;

describe("a server process", () => {
  test("is ready without having loaded what a first call, or no call at all, needs", async () => {
    await using folder = await dataFolder();
    await using server = startServer({ DATA_DIR: folder.path, NODE_OPTIONS: `--import=${tellModules}` });
    await server.ready;

    const { output } = await server.stop();

    const loaded: string[] = JSON.parse(/^loaded: (.*)$/m.exec(output)?.[1] ?? "[]");
    expect(loaded).toEqual(expect.arrayContaining(["fastify", "zod", "@mikro-orm/core"]));
    // Fastify's checks of schemas, Node's own fetch, and every common password.
    const late = [/^ajv/, /undici/, /^@zxcvbn-ts/];
    expect(loaded.filter((name) => late.some((pattern) => pattern.test(name)))).toEqual([]);
  });

  test("A1: on an empty folder offers the fixture account, by name and by its Django token, on every loopback", async () => {
    await using folder = await temporaryFolder();
    await using server = startServer({ DATA_DIR: join(folder.path, "data") });
    const url = await server.ready;
    const { port } = new URL(url);

    expect(server.output()).toMatch(/Level Up is ready at .*\nFixture account: me@me\.com \/ me\n$/);
    for (const host of ["localhost", "127.0.0.1", "[::1]"]) {
      expect(await login(`http://${host}:${port}`, "me@me.com", "me")).toMatchObject({ valid: true });
    }
    const me = await fetch(`${url}/trpc/account.me`, {
      headers: { authorization: "Token fa2eba9be8282d595c997ee5cd49f2ed31f65bed" },
    });
    expect(await me.json()).toMatchObject({ result: { data: { username: "me@me.com", bio: "Me" } } });
  });

  test("A2: answers a wrong password, and an unknown user, with { valid: false } and no token", async () => {
    await using folder = await dataFolder();
    await using server = startServer({ DATA_DIR: folder.path });
    const url = await server.ready;

    expect(await login(url, "me@me.com", "you")).toEqual({ valid: false });
    expect(await login(url, "unknown", "me")).toEqual({ valid: false });
  });

  test("ends with 0 on SIGTERM, and the next one on the same folder has its data", async () => {
    await using folder = await dataFolder();
    await using first = startServer({ DATA_DIR: folder.path });
    const registration = await fetch(`${await first.ready}/trpc/auth.register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "ada", password: "correct horse battery", firstName: "A", lastName: "B" }),
    });
    const { code } = await first.stop("SIGTERM");
    await using second = startServer({ DATA_DIR: folder.path });

    expect([registration.status, code]).toEqual([200, 0]);
    expect(await login(await second.ready, "ada", "correct horse battery")).toMatchObject({ valid: true });
  });

  test("starts anew with a folder whose making was interrupted", async () => {
    await using folder = await temporaryFolder();
    const draft = join(folder.path, "pglite.draft");
    await mkdir(draft);
    await writeFile(join(draft, "PG_VERSION"), "18\n");
    await using server = startServer({ DATA_DIR: folder.path });

    expect(await login(await server.ready, "me@me.com", "me")).toMatchObject({ valid: true });
    expect(await readdir(folder.path)).not.toContain("pglite.draft");
  });

  test("says in one line that its folder is held by another one, and exits with 1", async () => {
    await using folder = await dataFolder();
    await using holder = startServer({ DATA_DIR: folder.path });
    await holder.ready;
    await using second = startServer({ DATA_DIR: folder.path });

    expect(await second.exit).toEqual({
      code: 1,
      output: "",
      errors: `Level Up cannot start: ${folder.path} is in use by another Level Up process. Stop that one first, or set DATA_DIR to another folder.\n`,
    });
  });

  test.each(["127.0.0.1", "::1"])("says in one line that its port is taken on %s, and exits with 1", async (host) => {
    await using folder = await dataFolder();
    const blocker = createServer();
    await once(blocker.listen({ host, port: 0 }), "listening");
    const bound = blocker.address();
    const port = typeof bound === "object" ? bound?.port : 0;
    await using server = startServer({ DATA_DIR: folder.path, PORT: String(port), LOG_LEVEL: "silent" });

    const { code, errors } = await server.exit;
    blocker.close();

    expect(errors).toBe(
      `Level Up cannot start: port ${port} on localhost is in use by another program. Free it, or set PORT (and HOST) to something else, as in PORT=8001.\n`,
    );
    expect(code).toBe(1);
  });

  test.each([
    [{ PORT: "many", TOKEN_IDLE_DAYS: "0" }, "PORT must be a number; TOKEN_IDLE_DAYS must be at least 1."],
    [{ TOKEN_IDLE_DAYS: "366" }, "TOKEN_IDLE_DAYS must be at most TOKEN_HARD_DAYS."],
    [{ DATABASE_URL: "mysql://root:hunter2@db/x" }, "DATABASE_URL must look like postgres://"],
    [{ DATABASE_URL: "postgres://root:hunter2@127.0.0.1:1/x" }, "PostgreSQL at 127.0.0.1:1 cannot be reached."],
    [{ DATABASE_URL: "postgres://root:hunter2#@db/x" }, "DATABASE_URL must name one host, with : / ? # @ %"],
    [{ DATABASE_URL: "postgres://root:hunter2@a:5432,b:5432/x" }, "DATABASE_URL must name one host, with : / ? # @ %"],
  ])("says in one line what is wrong with %j, without the secret in it, and exits with 1", async (env, what) => {
    await using server = startServer(env);

    const { code, errors, output } = await server.exit;

    expect(errors).toContain(`Level Up cannot start: ${what}`);
    expect(errors.trimEnd().split("\n")).toHaveLength(1);
    expect(errors + output).not.toContain("hunter2");
    expect(code).toBe(1);
  });

  test("R55: names a variable that is probably a mistyped setting, and starts", async () => {
    await using folder = await dataFolder();
    await using server = startServer({ DATA_DIR: folder.path, TRUST_PROXIES: "10.0.0.1" });
    await server.ready;

    const [line = ""] = server.output().split("\n");
    expect(JSON.parse(line)).toMatchObject({ level: 40, name: "TRUST_PROXIES", meant: "TRUST_PROXY" });
    expect(server.output()).not.toContain("10.0.0.1");
  });

  test("with the fixture account in its folder does not listen to other machines", async () => {
    await using folder = await dataFolder();
    await using local = startServer({ DATA_DIR: folder.path });
    await local.ready;
    await local.stop();
    await using open = startServer({ DATA_DIR: folder.path, HOST: "0.0.0.0" });

    const { code, errors } = await open.exit;

    expect(errors).toContain("holds the account me@me.com, whose password is public.");
    expect(code).toBe(1);
  });

  test("that listens to other machines from the start has no fixture account", async () => {
    await using folder = await dataFolder();
    await using open = startServer({ DATA_DIR: folder.path, HOST: "0.0.0.0" });

    const { port } = new URL(await open.ready);

    expect(open.output()).not.toContain("Fixture");
    expect(await login(`http://127.0.0.1:${port}`, "me@me.com", "me")).toEqual({ valid: false });
  });
});
