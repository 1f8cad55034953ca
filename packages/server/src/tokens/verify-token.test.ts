import { expect, test } from "vitest";
import type { Database } from "../db/database.ts";
import { createTestClock } from "../testing/test-clock.ts";
import { createTokenCache } from "./cache/token-cache.ts";
import { digestToken, generateToken } from "./token-format.ts";
import type { TokenRow } from "./verified-token.ts";
import { createTokenVerifier } from "./verify-token.ts";

const token = generateToken();

const row: TokenRow = {
  digest: digestToken(token).toString("hex"),
  token_id: 1,
  user_id: 7,
  username: "ada",
  email: "",
  first_name: "Ada",
  last_name: "Gamer",
  bio: "",
  joined_ms: 0,
  login_ms: null,
  is_active: true,
  is_staff: false,
  is_superuser: false,
  expires_ms: Number.MAX_SAFE_INTEGER,
  used_ms: null,
};

/** A check of tokens whose database answers one query after the other. */
function checkThatReads(...answers: (() => TokenRow[])[]) {
  const cache = createTokenCache({ size: 10 }, { onFind: () => undefined });
  cache.isCurrentAsOf(performance.now());
  const asked = { count: 0 };
  const database = {
    prepareUrgent: () => async () => {
      asked.count += 1;
      return answers[asked.count - 1]?.() ?? [];
    },
  } as unknown as Database;
  const renewals = { note: () => undefined, flush: async () => undefined, close: async () => undefined };
  return { verify: createTokenVerifier({ database, cache, renewals, clock: createTestClock() }), cache, asked };
}

test("D13: a check that read before a revocation, and ends after it was told, leaves nothing behind", async () => {
  const check = checkThatReads(() => {
    check.cache.forgetUser(7);
    return [row];
  });

  await check.verify(token);

  await expect(check.verify(token)).rejects.toMatchObject({ code: "TOKEN_INVALID" });
});

test("a token that was checked is not looked up again", async () => {
  const { verify, asked } = checkThatReads(() => [row]);

  const actors = [await verify(token), await verify(token)];

  expect([actors[1], asked.count]).toEqual([actors[0], 1]);
});

test.each([
  ["unknown", [], "TOKEN_INVALID"],
  ["an inactive account's", [{ ...row, is_active: false }], "ACCOUNT_INACTIVE"],
  ["expired", [{ ...row, expires_ms: createTestClock().now().getTime() }], "TOKEN_EXPIRED"],
])("D13: a token that is %s is refused and never remembered", async (_what, found, code) => {
  const { verify, asked } = checkThatReads(
    () => found,
    () => found,
    () => [row],
  );

  await expect(verify(token)).rejects.toMatchObject({ code });
  await expect(verify(token)).rejects.toMatchObject({ code });
  await verify(token);

  expect(asked.count).toBe(3);
});

test("tokens that are presented at once are looked up together, and each has its own answer", async () => {
  const other = generateToken();
  const { verify, asked } = checkThatReads(() => [
    { ...row, digest: digestToken(other).toString("hex"), token_id: 2 },
    row,
  ]);

  const answers = await Promise.allSettled([verify(token), verify(other), verify(generateToken()), verify(token)]);

  expect(answers).toMatchObject([
    { value: { tokenId: 1 } },
    { value: { tokenId: 2 } },
    { reason: { code: "TOKEN_INVALID" } },
    { value: { tokenId: 1 } },
  ]);
  expect(asked.count).toBe(1);
});
