import { challengeOf, type ProtectedGamer, protectedGamer } from "@levelup/test-support/second-factor.ts";
import { outcomes, rows } from "@levelup/test-support/support.ts";
import pino from "pino";
import { expect, test } from "vitest";
import { createLevelUp } from "../../../src/level-up.ts";
import { createTestApp, type TestApp } from "../../../src/testing/index.ts";

const request = { requestId: "1", address: null, userAgent: null };

/** Five challenges, four logins each, on two replicas at once. */
async function race(app: TestApp, gamer: ProtectedGamer, code: { code: string } | { recoveryCode: string }) {
  await using second = await createLevelUp(app.app.settings, { log: pino({ level: "silent" }), clock: app.clock });
  const challenges: string[] = [];
  for (let count = 0; count < 5; count += 1) challenges.push(await challengeOf(app, gamer));
  const logins = Array.from({ length: 20 }, (_, index) => {
    const { services } = index % 2 === 0 ? app.app : second;
    return services.secondFactor.finishLogin({ challenge: challenges[index % 5] ?? "", ...code }, request);
  });
  // Awaited here: the second replica is closed when the block ends.
  return await outcomes(logins);
}

test("M3: of 20 logins in parallel with one code on two replicas one succeeds", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);

  const { ok, WRONG_CODE = 0, CHALLENGE_INVALID = 0 } = await race(app, gamer, { code: app.totp(gamer.secret) });

  expect([ok, WRONG_CODE + CHALLENGE_INVALID]).toEqual([1, 19]);
  expect(await rows(app, "select id from tokens where purpose = 'session'")).toHaveLength(2);
});

test("M8: of 20 logins in parallel with one recovery code on two replicas one succeeds", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);

  const {
    ok,
    WRONG_CODE = 0,
    CHALLENGE_INVALID = 0,
  } = await race(app, gamer, {
    // As the input of the procedure brings it.
    recoveryCode: gamer.recoveryCodes[0]?.replaceAll("-", "") ?? "",
  });

  expect([ok, WRONG_CODE + CHALLENGE_INVALID]).toEqual([1, 19]);
  expect(await rows(app, "select 1 from recovery_codes where used_at is not null")).toHaveLength(1);
  expect(await rows(app, "select id from tokens where purpose = 'session'")).toHaveLength(2);
});
