import { refusalCode } from "@levelup/test-support/support.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestApp } from "../../src/testing/index.ts";
import { gamesApp } from "./games.ts";

type Answer = { result?: { data: unknown }; error?: { data: { code: string; field?: string } } };

async function start() {
  const app = await createTestApp(gamesApp);
  onTestFinished(() => app[Symbol.asyncDispose]());
  const url = await app.listen();
  async function batch(calls: Record<string, unknown>, token?: string): Promise<Answer[]> {
    const response = await fetch(`${url}/trpc/${Object.keys(calls).join(",")}?batch=1`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Token ${token}` }),
      },
      body: JSON.stringify(Object.fromEntries(Object.values(calls).map((input, index) => [index, input]))),
    });
    return (await response.json()) as Answer[];
  }
  return { app, batch };
}

describe("a procedure of a team's own app", () => {
  test("reads and writes its own entities, with a relation to User, through ctx.em", async () => {
    const { app } = await start();
    const { caller, account } = await app.gamer();

    const game = await caller.games.create({ title: "Go" });

    expect(game).toEqual({ id: 1, title: "Go", host: account.username });
    expect(await app.anonymous.games.list()).toEqual([game]);
  });

  test("K2: throws its declared error to the client, and INTERNAL for one of the database", async () => {
    const { app } = await start();
    const { caller } = await app.gamer();
    await caller.games.create({ title: "Go" });

    expect(await refusalCode(caller.games.create({ title: "Go" }))).toBe("GAME_EXISTS");
    expect(await refusalCode(caller.games.createTwice({ title: "Chess" }))).toBe("INTERNAL");
    expect(await refusalCode(app.anonymous.games.create({ title: "Go" }))).toBe("TOKEN_MISSING");
  });

  test("K2: says nothing of a database's error on the wire, and logs it once", async () => {
    const { app, batch } = await start();
    const { token } = await app.gamer();

    const answers = await batch({ "games.createTwice": { title: "hunter2" } }, token);

    expect(answers).toMatchObject([{ error: { data: { code: "INTERNAL" } } }]);
    expect(JSON.stringify(answers)).not.toMatch(/hunter2|games_title_unique/);
    expect(app.logLines().filter((line) => line.includes("games_title_unique"))).toHaveLength(1);
  });

  test("K3: has its own actor check and its own error in a batch with Level Up's", async () => {
    const { batch } = await start();

    const answers = await batch({ "auth.logout": null, "games.create": { title: "Go" } });

    expect(answers).toMatchObject([
      { result: { data: { revoked: false } } },
      { error: { data: { code: "TOKEN_MISSING" } } },
    ]);
  });

  test("K3: has its own EntityManager in a batch: the entity of one that failed is not saved by another", async () => {
    const { app, batch } = await start();
    const { token } = await app.gamer();

    const answers = await batch(
      { "games.abandon": null, "games.create": { title: "Go" }, "account.update": { bio: "I host." } },
      token,
    );

    expect(answers).toMatchObject([
      { error: { data: { code: "INTERNAL" } } },
      { result: { data: { title: "Go" } } },
      { result: { data: { bio: "I host." } } },
    ]);
    expect((await app.anonymous.games.list()).map(({ title }) => title)).toEqual(["Go"]);
  });
});
