import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { bytesOf, type RawAnswer, type RawRequest, sendBytes } from "@levelup/test-support/raw-http.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDjangoApp, type DjangoApp, fixtureToken } from "../support/django-client.ts";
import { type Oracle, startOracle } from "./oracle.ts";
import { differences } from "./oracle-differences.ts";
import { heads, login, me, profile, register, same } from "./oracle-requests.ts";

/** So that none of the logins below ends the token of the fixture. */
const manyTokens = 1000;

let oracle: Oracle;
let app: DjangoApp;
let url: string;

beforeAll(async () => {
  [oracle, app] = await Promise.all([
    startOracle(),
    createDjangoApp({ settings: { tokens: { perUser: manyTokens } } }),
  ]);
  url = await app.listen();
}, 180_000);
afterAll(async () => {
  await Promise.all([oracle.stop(), app[Symbol.asyncDispose]()]);
});

/** The same bytes to both. */
async function both(request: RawRequest): Promise<{ theirs: RawAnswer; ours: RawAnswer }> {
  const bytes = bytesOf(request);
  const [theirs, ours] = await Promise.all([sendBytes(oracle.url, bytes), sendBytes(url, bytes)]);
  return { theirs, ours };
}

/** Lists whose order is of no matter; that of Django's Allow changes from start to start. */
const lists = new Set(["allow", "vary"]);
const compared = /^(content-type|www-authenticate|allow|vary|location|retry-after|access-control-.*)$/;

/** The headers that matter. */
function headersOf({ headers }: RawAnswer): Record<string, unknown> {
  const those = [...headers].filter(([name]) => compared.test(name));
  return Object.fromEntries(those.map(([name, value]) => [name, lists.has(name) ? value.split(", ").sort() : value]));
}

const withoutToken = (body: string) => body.replace(/"token":"(lu_)?[0-9a-f]+"/, '"token":"<token>"');

/** The whole of an answer, but for the secret in it and for what HTTP servers add. */
function comparable(answer: RawAnswer): Record<string, unknown> {
  return { status: answer.status, headers: headersOf(answer), body: withoutToken(answer.body) };
}

describe("a real Django REST Framework server", () => {
  test.each(Object.entries(same))("A14: gives the same answer to: %s", async (_what, request) => {
    const { theirs, ours } = await both(request);

    expect(comparable(ours)).toEqual(comparable(theirs));
  });

  test.each(Object.entries(heads))("A14: gives the same status and headers to: %s", async (_what, request) => {
    const { theirs, ours } = await both(request);
    // Django's empty answer to a preflight is called text/html; ours has no type, having no body.
    const { "content-type": _type, ...expected } = headersOf(theirs);

    expect([ours.status, ours.body]).toEqual([theirs.status, ""]);
    expect(headersOf(ours)).toMatchObject(expected);
  });

  test("A14: registers an account that logs in and has the same profile", async () => {
    const tokens = [];
    for (const server of [oracle.url, url]) {
      const send = async (request: RawRequest) => JSON.parse((await sendBytes(server, bytesOf(request))).body);
      await send(register({ username: "zoë", bio: "" }));
      const { token } = await send(login({ username: "zoë", password: "correct horse battery" }));
      tokens.push(await send(profile(`Token ${token}`)));
    }

    expect(tokens[1]).toEqual(tokens[0]);
  });

  test("A14: refuses the token and the login of an inactive owner alike", async () => {
    await both(register({ username: "idle" }));
    const credentials = login({ username: "idle", password: "correct horse battery" });
    const logins = await both(credentials);
    const database = new DatabaseSync(oracle.databaseFile);
    database.exec("update auth_user set is_active = 0 where username = 'idle'");
    database.close();
    await app.app.database.fork().execute("update users set is_active = false where username = 'idle'");
    const profileOf = ({ body }: RawAnswer) => bytesOf(profile(`Token ${JSON.parse(body).token}`));

    const [theirs, ours] = await Promise.all([
      sendBytes(oracle.url, profileOf(logins.theirs)),
      sendBytes(url, profileOf(logins.ours)),
    ]);
    const after = await both(credentials);

    expect(comparable(ours)).toEqual(comparable(theirs));
    expect(comparable(after.ours)).toEqual(comparable(after.theirs));
  });
});

/** The body as JSON, or the media type of what is none. */
function contentOf({ headers, body }: RawAnswer): unknown {
  const type = headers.get("content-type");
  return type?.startsWith("application/json") ? JSON.parse(withoutToken(body)) : type?.split(";")[0];
}

describe.each(differences.filter(({ shown }) => Object.keys(shown).length > 0))("A14: but: $what", ({ shown }) => {
  test.each(Object.entries(shown))("%s", async (_name, { request, theirs, ours }) => {
    const answers = await both(request);

    expect([answers.theirs.status, contentOf(answers.theirs)]).toEqual(theirs);
    expect([answers.ours.status, contentOf(answers.ours)]).toEqual(ours);
  });
});

test("A14: but: a login mints a new token; those before stay good", async () => {
  const tokenOf = ({ body }: RawAnswer): unknown => JSON.parse(body).token;
  const [first, second] = [await both(login(me)), await both(login(me))];

  expect([tokenOf(first.theirs), tokenOf(second.theirs)]).toEqual([fixtureToken, fixtureToken]);
  expect(new Set([fixtureToken, tokenOf(first.ours), tokenOf(second.ours)]).size).toBe(3);
  for (const token of [fixtureToken, tokenOf(first.ours)]) {
    expect((await app.profile(`Token ${token}`)).status).toBe(200);
  }
});

test.each(["http://localhost:3000/", "http://localhost:3000/path", "HTTP://localhost:3000"])(
  "A14: but: the origin %s is not on the list",
  async (origin) => {
    const { theirs, ours } = await both({ ...login(me), headers: [...(login(me).headers ?? []), ["Origin", origin]] });

    expect(theirs.headers.get("access-control-allow-origin")).toBe(origin);
    expect(ours.headers.has("access-control-allow-origin")).toBe(false);
  },
);

test("A14: docs/django.md lists every difference with its reason", () => {
  const page = readFileSync(new URL("../../../../docs/django.md", import.meta.url), "utf8");
  const table = page.slice(page.indexOf("| difference | reason |")).trim().split("\n").slice(2);

  expect(table).toEqual(differences.map(({ what, why }) => `| ${what} | ${why} |`));
});
