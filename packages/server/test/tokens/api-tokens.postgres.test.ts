import { outcomes, refusalCode, rows } from "@levelup/test-support/support.ts";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { createLevelUp, type LevelUp } from "../../src/level-up.ts";
import { createOperatorServices, type OperatorServices } from "../../src/services.ts";
import { createTestApp, type TestApp, type TestGamer } from "../../src/testing/index.ts";

const log = pino({ level: "silent" });
const request = { requestId: "1", address: null, userAgent: null };
const nightly = { name: "Nightly report", scopes: ["account:read"] };

type Replicas = { first: TestApp; second: LevelUp; gamer: TestGamer; operators: OperatorServices };

/** Two replicas on one database, and a gamer. */
async function twoReplicas(): Promise<Replicas & AsyncDisposable> {
  const first = await createTestApp();
  const second = await createLevelUp(first.app.settings, { log, clock: first.clock });
  const { database } = second;
  return {
    first,
    second,
    gamer: await first.gamer(),
    operators: await createOperatorServices(first.app.settings, { database, clock: first.clock, log }),
    async [Symbol.asyncDispose]() {
      await second.close();
      await first[Symbol.asyncDispose]();
    },
  };
}

test("L14: of 21 creations in parallel on two replicas 20 succeed, and 20 tokens are there", async () => {
  await using replicas = await twoReplicas();
  const { first, second, gamer } = replicas;
  const actor = await second.services.tokens.verify(gamer.token);
  const token = { ...nightly, expiresInDays: 1 };

  const created = await outcomes(
    Array.from({ length: 21 }, (_, index) =>
      (index % 2 === 0 ? first.app : second).services.apiTokens.create(actor, token, request),
    ),
  );

  expect(created).toEqual({ ok: 20, LIMIT_REACHED: 1 });
  expect(await rows(first, "select count(*)::int as count from tokens where purpose = 'api'")).toEqual([{ count: 20 }]);
  expect((await gamer.caller.account.security()).apiTokens).toBe(20);
});

const ways: [what: string, code: string, end: (replicas: Replicas, id: number) => Promise<unknown>][] = [
  ["its revocation", "TOKEN_INVALID", ({ gamer }, id) => gamer.caller.apiTokens.revoke({ id })],
  [
    "a reset of the password",
    "TOKEN_INVALID",
    async ({ second, operators, gamer }) => {
      const { link } = await operators.accounts.issueResetLink(gamer.account.id, request);
      const token = /lu_reset_[0-9a-f]+/.exec(link)?.[0] ?? "";
      return second.services.accounts.resetPassword({ token, newPassword: "a wholly different phrase" }, request);
    },
  ],
  [
    "an operator's password",
    "TOKEN_INVALID",
    ({ operators, gamer }) => operators.accounts.setPassword(gamer.account.id, "a wholly different phrase", request),
  ],
  [
    "a deactivation",
    "ACCOUNT_INACTIVE",
    ({ operators, gamer }) => operators.accounts.setActive(gamer.account.id, false, request),
  ],
  [
    "an operator's revocation of the account's API tokens",
    "TOKEN_INVALID",
    ({ operators, gamer }) => operators.tokens.revokeOf(gamer.account.id, ["api"], request),
  ],
  ["an operator's revocation of all", "TOKEN_INVALID", ({ operators }) => operators.tokens.revokeAll(request)],
];

describe("an API token is refused by the next call on every replica", () => {
  test.each(ways)("L16: after %s", async (_what, code, end) => {
    await using replicas = await twoReplicas();
    const { first, second, gamer } = replicas;
    const { id, token } = await gamer.caller.apiTokens.create(nightly);
    const checks = () => [first.app, second].map(({ services }) => services.tokens.verify(token, "account:read"));
    expect(await outcomes(checks())).toEqual({ ok: 2 });

    await end(replicas, id);

    expect(await Promise.all(checks().map(refusalCode))).toEqual([code, code]);
  });
});

test("L20: of 1000 calls under way while it is revoked on another replica, none that began after the commit is served", async () => {
  await using replicas = await twoReplicas();
  const { first, second, gamer } = replicas;
  const { id, token } = await gamer.caller.apiTokens.create(nightly);
  const actor = await first.app.services.tokens.verify(gamer.token);
  const call = () => first.as(token).account.me();
  const calls = (count: number) => Array.from({ length: count }, call);

  const before = calls(500);
  await before[0];
  const revoked = second.services.apiTokens.revoke(actor, id, request);
  const during = calls(500);
  expect(await revoked).toBe(1);
  const after = calls(100);

  expect(await outcomes(after)).toEqual({ TOKEN_INVALID: 100 });
  const { ok = 0, TOKEN_INVALID: refused = 0 } = await outcomes([...before, ...during]);
  expect(ok + refused).toBe(1000);
  expect(ok).toBeGreaterThan(0);
});
