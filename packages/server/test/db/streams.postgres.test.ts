import { afterEach, expect, test, vi } from "vitest";
import { User } from "../../src/accounts/user.entity.ts";
import { createTestApp } from "../../src/testing/index.ts";
import { watchWireTexts } from "../support/wire-texts.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("R20: a stream of entities has no value in its statement's text either", async () => {
  await using app = await createTestApp();
  const { account } = await app.gamer({ username: "ada.canary" });
  const texts = watchWireTexts();

  const streamed: string[] = [];
  for await (const user of app.app.database.fork().stream(User, { where: { usernameKey: "ada.canary" } })) {
    streamed.push(user.username);
  }

  expect(streamed).toEqual([account.username]);
  expect(texts.filter((text) => text.includes("canary"))).toEqual([]);
  expect(texts.join()).toContain("username_key");
});
