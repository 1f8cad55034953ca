import { protectedGamer } from "@levelup/test-support/second-factor.ts";
import { expect, test } from "vitest";
import { createDjangoApp } from "../support/django-client.ts";

test("M1: a right password of an account with a second factor is answered as a wrong one, to the byte", async () => {
  await using app = await createDjangoApp();
  const { account, password } = await protectedGamer(app);
  const { username } = account;

  const right = await app.post("/login", { username, password });
  const wrong = await app.post("/login", { username, password: "a guess" });
  const token = await app.post("/api-token-auth/", { username, password });

  expect([right.status, right.text]).toEqual([200, '{"valid":false}']);
  expect([wrong.status, wrong.text]).toEqual([200, '{"valid":false}']);
  expect([token.status, token.text]).toEqual([
    400,
    '{"non_field_errors":["Unable to log in with provided credentials."]}',
  ]);
});
