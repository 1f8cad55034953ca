import { readSettings } from "@levelup/server";
import { rowCounts, rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { describe, expect, test } from "vitest";
import { fixtureFinding } from "../src/fixture/fixture-finding.ts";
import { loadFixture } from "../src/fixture/load-fixture.ts";

/** The fixture is for the embedded database, but its rows fit either. */
async function embedded() {
  const test = await createTestApp();
  return { ...test, database: { ...test.app.database, engine: "pglite" as const } };
}

describe("the fixture account", () => {
  test.for([
    [{ HOST: "127.0.0.1" }, true],
    [{ HOST: "::1" }, true],
    [{ HOST: "0.0.0.0" }, false],
    [{ HOST: "127.0.0.1", TRUST_PROXY: "127.0.0.1" }, false],
    [{ HOST: "localhost", TRUST_PROXY: "10.0.0.0/8" }, false],
  ] as const)("R35: with %j is loaded: %j", async ([env, loaded]) => {
    await using app = await embedded();

    expect(await loadFixture(app.database, readSettings(env))).toBe(loaded);

    expect(await rowCounts(app)).toMatchObject({ users: Number(loaded), tokens: Number(loaded) });
  });

  test("R35: is not served once a proxy is trusted: the start fails and says what to do", async () => {
    await using app = await embedded();
    await loadFixture(app.database, readSettings({}));

    await expect(loadFixture(app.database, readSettings({ TRUST_PROXY: "127.0.0.1" }))).rejects.toMatchObject({
      name: "StartError",
      remedy: expect.stringContaining("TRUST_PROXY"),
    });
  });

  test("R35: is an error of doctor behind a proxy, and fine on this machine alone", async () => {
    await using app = await embedded();
    await loadFixture(app.database, readSettings({}));

    const findings = [{}, { TRUST_PROXY: "127.0.0.1" }].map((env) => fixtureFinding(app.database, readSettings(env)));

    expect((await Promise.all(findings)).map(({ level }) => level)).toEqual(["ok", "error"]);
  });

  test("is loaded once, and never beside other accounts", async () => {
    await using app = await embedded();
    await loadFixture(app.database, readSettings({}));
    await loadFixture(app.database, readSettings({}));
    await using other = await embedded();
    await other.gamer({ username: "first" });

    expect(await loadFixture(other.database, readSettings({}))).toBe(false);

    expect(await rows(app, "select username from users")).toEqual([{ username: "me@me.com" }]);
    expect(await rows(other, "select username from users")).toEqual([{ username: "first" }]);
  });
});
