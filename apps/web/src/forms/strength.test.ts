import { expect, test } from "vitest";
import { strengthOf } from "./strength.ts";

const personal = ["ada.lovelace", "Augusta", "King", "countess@example.com"];

test.each(["88888888", "Admin@123", "levelup1", "Augusta@1", "AugustaKing99", "pássw0rd"])(
  "R15: the meter shows one step for %s, which the server refuses, and says what would help",
  async (password) => {
    expect(await strengthOf(password, personal)).toEqual({ steps: 1, advice: expect.stringMatching(/\w/) });
  },
);

test.each([
  ["", 0],
  ["eight ch", 2],
  ["rusty-kettle", 3],
  ["brass cogs hum under lamplight", 4],
  ["🗝".repeat(64), 4],
])("the meter shows for %j %i steps", async (password, steps) => {
  expect((await strengthOf(password, personal)).steps).toBe(steps);
});
