import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { counted, importInto, noted } from "@levelup/test-support/importing.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { describe, expect, test } from "vitest";
import { fixtureAccount } from "../src/fixture/fixture-account.ts";
import { type Oracle, startOracle } from "./oracle/oracle.ts";

const grace = { username: "grace@me.com", password: "Grüße, 葛城 🗝", first_name: "Grace", last_name: "Gamer" };

const fixtureKey = "fa2eba9be8282d595c997ee5cd49f2ed31f65bed";

/** Sends JSON and returns the answer's. */
async function post(url: string, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** Registers at the Django server and returns the token. */
async function registerAt(oracle: Oracle, details: object): Promise<string> {
  const answer = await post(`${oracle.url}/register`, details);
  expect(answer).toEqual({ token: expect.stringMatching(/^[0-9a-f]{40}$/) });
  return (answer as { token: string }).token;
}

async function getProfile(url: string, token: string): Promise<unknown> {
  return (await fetch(`${url}/profile`, { headers: { authorization: `Token ${token}` } })).json();
}

describe("moving from a real Django REST Framework project", () => {
  test("D12: old tokens and old passwords work at the server, of the fixture and of a registered user", async () => {
    await using oracle = await startOracle();
    await using app = await createTestApp();
    const token = await registerAt(oracle, { ...grace, email: "grace@me.com", bio: "I am Grace" });

    const report = await importInto(app, oracle.databaseFile);
    const url = await app.listen();

    expect(counted(report)).toEqual(["users: 2 taken", "gamers: 2 taken", "tokens: 2 taken"]);
    for (const key of [token, fixtureKey]) {
      const profile = await getProfile(url, key);
      expect(profile).toEqual(await getProfile(oracle.url, key));
      expect(profile).toMatchObject({ gamer: { bio: key === token ? "I am Grace" : "Me" } });
    }
    const { username, password } = grace;
    for (const login of [{ username, password }, fixtureAccount]) {
      const answer = await post(`${url}/login`, login);
      expect(answer).toEqual({ valid: true, token: expect.stringMatching(/^lu_/) });
      expect(await post(`${url}/login`, { ...login, password: "wrong" })).toEqual({ valid: false });
    }
  });

  test("its database and its dumpdata, as JSON and as JSONL, bring the same rows, and each after another nothing new", async () => {
    await using oracle = await startOracle();
    await using folder = await temporaryFolder();
    await registerAt(oracle, grace);
    await post(`${oracle.url}/login`, grace);
    oracle.manage("shell", "-c", "from django.contrib.auth.models import User; User.objects.create_superuser('Root')");
    const dump = (format: string) => {
      const file = join(folder.path, `dump.${format}`);
      writeFileSync(file, oracle.manage("dumpdata", "--format", format));
      return file;
    };
    const content = `select (select json_agg(u order by id) from users u) as users,
      (select json_agg(g order by id) from gamers g) as gamers,
      (select json_agg(json_build_array(digest, user_id, created_at) order by user_id) from tokens) as tokens`;

    const contents = [];
    for (const source of [oracle.databaseFile, dump("json"), dump("jsonl")]) {
      await using app = await createTestApp();
      const report = await importInto(app, source);
      expect([counted(report), noted(report)]).toEqual([["users: 3 taken", "gamers: 2 taken", "tokens: 2 taken"], []]);
      contents.push(await rows(app, content));
      const unchanged = ["users: 3 unchanged", "gamers: 2 unchanged", "tokens: 2 unchanged"];
      expect(counted(await importInto(app, oracle.databaseFile))).toEqual(unchanged);
    }

    // Django's JSON holds milliseconds, its database microseconds.
    const inMilliseconds = (rows: unknown) =>
      JSON.parse(JSON.stringify(rows), (_key, value) =>
        typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toISOString() : value,
      );
    expect(contents[1]).toEqual(contents[2]);
    expect(inMilliseconds(contents[0])).toEqual(inMilliseconds(contents[1]));
  });

  test("changes that Django makes after an import come with the next one", async () => {
    await using oracle = await startOracle();
    await using app = await createTestApp();
    await importInto(app, oracle.databaseFile);
    const token = await registerAt(oracle, grace);
    oracle.manage(
      "shell",
      "-c",
      "from django.contrib.auth.models import User; u = User.objects.get(pk=1); u.set_password('new one'); u.save()",
    );

    const report = await importInto(app, oracle.databaseFile);

    expect(counted(report)).toEqual([
      "users: 1 taken, 1 updated",
      "gamers: 1 taken, 1 unchanged",
      "tokens: 1 taken, 1 unchanged",
    ]);
    expect(await app.as(token).account.me()).toMatchObject({ username: grace.username });
    const login = { username: "me@me.com", password: "new one" };
    expect(await app.anonymous.auth.login(login)).toMatchObject({ valid: true });
  });
});
