import { createTestApp } from "@levelup/server/testing";
import { expect, test } from "vitest";
import { app } from "../src/app.ts";

const startsAt = "2999-12-31T20:00:00.000Z";

test("gamers take seats until an event is full, and see it in their calendar", async () => {
  await using test = await createTestApp(app);
  const [host, guest, late] = [await test.gamer(), await test.gamer(), await test.gamer()];

  const game = await host.caller.games.create({ title: "Go" });
  const event = await host.caller.events.create({ gameId: game.id, startsAt, seats: 2 });
  await guest.caller.events.join(event);
  await expect(late.caller.events.join(event)).rejects.toThrow("All seats are taken.");

  const gamers = [host.account.username, guest.account.username];
  expect(await test.anonymous.events.list()).toMatchObject([{ game: "Go", startsAt, gamers }]);
  const headers = { authorization: `Token ${guest.token}` };
  const calendar = await test.app.http.inject({ url: "/calendar", headers });
  expect(calendar.json()).toEqual([{ game: "Go", startsAt }]);

  await guest.caller.events.leave(event);
  await late.caller.events.join(event);
});

test("of two gamers who take the last seat at once, one gets it", async () => {
  await using test = await createTestApp(app);
  const [host, ...guests] = [await test.gamer(), await test.gamer(), await test.gamer()];
  const game = await host.caller.games.create({ title: "Go" });
  const event = await host.caller.events.create({ gameId: game.id, startsAt, seats: 2 });

  const outcomes = await Promise.allSettled(guests.map(({ caller }) => caller.events.join(event)));

  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a title is taken once, and events are of games that exist", async () => {
  await using test = await createTestApp(app);
  const { caller } = await test.gamer();
  await caller.games.create({ title: "Go" });

  await expect(caller.games.create({ title: "Go" })).rejects.toThrow("There is a game of this title.");
  await expect(caller.events.create({ gameId: 7, startsAt, seats: 2 })).rejects.toThrow();
});

test("the migration makes the tables of the entities", async () => {
  await using test = await createTestApp(app);

  expect(await test.app.database.orm.schema.getUpdateSchemaSQL()).toBe("");
});
