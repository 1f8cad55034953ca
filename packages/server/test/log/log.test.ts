import { once } from "node:events";
import { connect } from "node:net";
import { rows } from "@levelup/test-support/support.ts";
import { ValidationError } from "@mikro-orm/core";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { LevelUpError } from "../../src/errors.ts";
import type { Routes } from "../../src/http/own-routes.ts";
import { logOptions } from "../../src/log/log.ts";
import { createTestApp } from "../../src/testing/index.ts";
import { generateToken } from "../../src/tokens/token-format.ts";

/** The lines that a log writes. */
function written(tell: (log: pino.Logger) => void): string {
  const lines: string[] = [];
  tell(pino(logOptions("debug"), { write: (line: string) => lines.push(line) }));
  return lines.join("");
}

/** Sends a request as bytes that no HTTP client would send, and waits for the end of the answer. */
async function sendBytes(url: URL, request: string): Promise<void> {
  const socket = connect(Number(url.port), "127.0.0.1");
  socket.write(Buffer.from(request, "latin1"));
  socket.resume();
  await once(socket, "close");
}

/** The characters that end a line or command a terminal, in ASCII and beyond. */
const hostile = "a\r\nFAKE\u001b[31m\u0007\u0085\u009b31m\u2028\u2029z";

describe("the log", () => {
  test("G4: makes one line of CR, LF and ANSI, wherever they are, and a terminal obeys none of it", () => {
    const text = written((log) => log.info({ username: hostile, err: new Error(hostile) }, hostile));

    expect(text.trimEnd().split(/[\r\n\u0085\u2028\u2029]/)).toHaveLength(1);
    expect(text.trimEnd()).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(text)).toMatchObject({ username: hostile, msg: hostile });
  });

  test("hides fields of credentials, if they are logged by mistake", () => {
    const input = { username: "ada", password: "hunter2", newPassword: "hunter2", currentPassword: "hunter2" };
    const text = written((log) =>
      log.info({ ...input, input, request: { headers: { authorization: "hunter2", cookie: "hunter2" } } }, "oops"),
    );

    expect(text).not.toContain("hunter2");
    expect(text).toContain("ada");
  });

  test("replaces anything shaped like a token, ours or Django's, anywhere in a line", () => {
    const tokens = [generateToken(), "fa2eba9be8282d595c997ee5cd49f2ed31f65bed"];

    for (const token of tokens) {
      const text = written((log) =>
        log.error({ err: new Error(`no ${token}`), deep: [{ text: token }] }, `at ${token}`),
      );
      expect(text).not.toContain(token);
      expect(text).toContain("[token]");
    }
  });

  test("writes the name, message, code, constraint and stack of an error and its causes, and nothing else", () => {
    const driver = Object.assign(new Error("violates a check"), {
      code: "23514",
      constraint: "users_check",
      detail: "Failing row contains (1, ada, hunter2)",
      parameters: ["hunter2"],
    });
    const line = JSON.parse(written((log) => log.error({ err: new Error("no", { cause: driver }) })));

    expect(line.err).toMatchObject({
      type: "Error",
      message: "no",
      cause: { message: "violates a check", code: "23514", constraint: "users_check" },
    });
    expect(JSON.stringify(line)).not.toContain("hunter2");
  });
});

describe("G4: CR, LF and ANSI from a client", () => {
  test("G4: in a username, a user agent and a path leave one line each, and no row with them", async () => {
    await using app = await createTestApp();
    const url = new URL(await app.listen());
    const before = app.logLines().length;
    for (const username of [hostile, "ada\nbob", "\u001b[31mada"]) {
      await fetch(new URL("/trpc/auth.login", url), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username, password: "x" }),
      });
    }
    const notFound =
      "GET /a%0d%0a%1b[31m HTTP/1.1\r\nHost: x\r\nUser-Agent: agent\x9b31m\x85\r\nConnection: close\r\n\r\n";
    const login = '{"username":"ada","password":"x"}';
    const head = `Host: x\r\nUser-Agent: agent\x9b31m\x85\r\nConnection: close\r\nContent-Type: application/json`;
    await sendBytes(url, notFound);
    await sendBytes(
      url,
      `POST /trpc/auth.login HTTP/1.1\r\n${head}\r\nContent-Length: ${login.length}\r\n\r\n${login}`,
    );

    const lines = app.logLines().slice(before);
    for (const line of lines) {
      expect(line.trimEnd().split(/[\r\n\u0085\u2028\u2029]/)).toHaveLength(1);
      expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
    }
    expect(lines.filter((line) => line.includes('"msg":"request"'))).toHaveLength(5);
    expect(await rows(app, "select user_agent from audit_events")).toEqual([{ user_agent: "agent?31m?" }]);
  });
});

test("R20: an error of the database is logged with its constraint, and without a value of the row", async () => {
  await using app = await createTestApp();
  const { account, token, password } = await app.gamer({ email: "canary@example.com", bio: "canary bio" });
  await rows(app, "alter table users add constraint users_check check (devices <> '[]')");
  await rows(app, "alter table gamers add constraint gamers_check check (bio <> 'new canary')");
  const before = app.logLines().length;

  const failed = await Promise.all(
    [
      ["account.changePassword", { currentPassword: password, newPassword: "a canary's password" }],
      ["account.update", { bio: "new canary" }],
    ].map(([path, payload]) =>
      app.app.http.inject({
        method: "POST",
        url: `/trpc/${path}`,
        headers: { authorization: `Token ${token}` },
        payload: payload ?? {},
      }),
    ),
  );
  const hashes = await rows<{ hash: string }>(app, "select password_hash as hash from users");

  expect(failed.map(({ statusCode }) => statusCode)).toEqual([500, 500]);
  const log = app.logLines().slice(before).join();
  expect(log).toMatch(/"constraint":"(users|gamers)_check".*"constraint":"(users|gamers)_check"/s);
  for (const value of [
    "canary",
    account.username,
    account.dateJoined.slice(0, 10),
    "bcrypt",
    ...hashes.map(({ hash }) => hash),
  ]) {
    expect(log).not.toContain(value);
  }
});

const databaseError = (code: string, message: string) => Object.assign(new Error(message), { code });

test.each([
  [databaseError("22P02", 'invalid input syntax for type integer: "hunter2 "and" more"')],
  [databaseError("22008", 'date/time field value out of range: "hunter2"')],
  [databaseError("23505", "duplicate key value\n - detail: Key (username)=(hunter2) already exists.")],
  [new ValidationError("Trying to set User.lastLogin of type 'datetime' to 'hunter2' of type 'string'")],
  [new ValidationError("Value for User.email is required, 'undefined' found\nentity: User { hash: 'hunter2' }")],
])("R20: %s is logged by what it says up to a value", (error) => {
  const text = written((log) => log.error({ err: error }, "failed"));

  expect(text).not.toMatch(/hunter2|more/);
  const { message, stack } = JSON.parse(text).err;
  expect(error.message.startsWith(message.replace(/…$/, "")) && message.length > 10).toBe(true);
  expect(stack).toMatch(/^ {4}at /);
});

test("R14: calls that are refused for overload leave one counted line a second, without a stack", async () => {
  const refuse: Routes = async (fastify) => {
    fastify.get("/busy", () => {
      throw new LevelUpError("OVERLOADED", { retryAfterSeconds: 1 });
    });
  };
  await using app = await createTestApp({ routes: [refuse] });
  const before = app.logLines().length;

  const answers = await Promise.all(Array.from({ length: 20 }, () => app.app.http.inject("/busy")));
  const others = () =>
    app
      .logLines()
      .slice(before)
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg !== "request");
  await expect.poll(() => others().length).toBeGreaterThan(0);

  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(503));
  expect(others()).toEqual([expect.objectContaining({ level: 40, msg: "calls refused for overload", count: 20 })]);
  expect(app.logLines().slice(before).join()).not.toContain("stack");
});

test("every line of a request has its id, which the client gets too", async () => {
  await using app = await createTestApp();
  await rows(app, "alter table audit_events rename to gone");
  const url = await app.listen();
  const before = app.logLines().length;

  const response = await fetch(`${url}/trpc/auth.login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "ada", password: "x" }),
  });

  const requestId = response.headers.get("x-request-id");
  const body = (await response.json()) as { error: { data: { requestId: string } } };
  const lines = app
    .logLines()
    .slice(before)
    .map((line) => JSON.parse(line));
  expect(body.error.data.requestId).toBe(requestId);
  expect(lines.map(({ msg }) => msg)).toEqual(["call failed", "request"]);
  for (const line of lines) expect(line.requestId).toBe(requestId);
});
