import pino from "pino";
import { expect, test } from "vitest";
import type { Database } from "../db/database.ts";
import { createTestClock } from "../testing/test-clock.ts";
import { digestToken, generateToken } from "./token-format.ts";
import { createTokenCheck } from "./verify-token.ts";

const token = generateToken();
const clock = createTestClock();

const row = {
  digest: digestToken(token).toString("hex"),
  token_id: 1,
  purpose: "session",
  scopes: null,
  created_ms: clock.now().getTime(),
  authenticated_ms: clock.now().getTime(),
  id: 7,
  username: "ada",
  email: "",
  firstName: "Ada",
  lastName: "Gamer",
  bio: "",
  isActive: true,
  isStaff: false,
  isSuperuser: false,
  dateJoined: new Date(0),
  lastLogin: null,
  used_ms: clock.now().getTime(),
  expires_ms: Number.MAX_SAFE_INTEGER,
  hard_expires_ms: Number.MAX_SAFE_INTEGER,
};

/** A check of tokens whose database answers one query after the other. */
function checkThatReads(...answers: (typeof row)[][]) {
  const queries: unknown[][] = [];
  const database = {
    orm: { getMetadata: () => ({ get: () => ({ props: [] }) }) },
    prepareUrgent: () => async (values: unknown[]) => answers[queries.push(values) - 1] ?? [],
  } as unknown as Database;
  const settings = { idleDays: 30, hardDays: 365, renewMinutes: 60, freshMinutes: 15, perUser: 20 };
  const scopes = { "account:read": "See your profile" };
  const { verify } = createTokenCheck({ database, settings, scopes, clock, log: pino({ level: "silent" }) });
  return { verify, queries };
}

test("D13: a token that was good is looked up again by the next call, and refused once it is gone", async () => {
  const { verify } = checkThatReads([row], []);

  await verify(token);

  await expect(verify(token)).rejects.toMatchObject({ code: "TOKEN_INVALID" });
});

test.each([
  ["unknown", [], "TOKEN_INVALID"],
  ["an inactive account's", [{ ...row, isActive: false }], "ACCOUNT_INACTIVE"],
  ["expired", [{ ...row, expires_ms: clock.now().getTime() }], "TOKEN_EXPIRED"],
])("a token that is %s is refused", async (_what, found, code) => {
  const { verify } = checkThatReads(found);

  await expect(verify(token)).rejects.toMatchObject({ code });
});

test("D2: garbage is refused without a query", async () => {
  const { verify, queries } = checkThatReads();

  await expect(verify(`${token.slice(0, -1)}g`)).rejects.toMatchObject({ code: "TOKEN_INVALID" });
  expect(queries).toEqual([]);
});

test("tokens that are presented in one turn of the event loop share a query, and each has its own answer", async () => {
  const other = generateToken();
  const { verify, queries } = checkThatReads([
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
  expect(queries).toHaveLength(1);
});
