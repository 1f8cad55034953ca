import { outcomes, rows } from "@levelup/test-support/support.ts";
import pino from "pino";
import { expect, test } from "vitest";
import { createLevelUp } from "../../src/level-up.ts";
import { createTestApp } from "../../src/testing/index.ts";

test("L4: of 20 proofs in parallel with one token on two replicas one wins, and one session is left", async () => {
  await using app = await createTestApp();
  await using second = await createLevelUp(app.app.settings, { log: pino({ level: "silent" }), clock: app.clock });
  const { token, password } = await app.gamer();
  const request = { requestId: "1", address: null, userAgent: null };
  const actor = await second.services.tokens.verify(token);

  const proofs = Array.from({ length: 20 }, (_, index) =>
    (index % 2 === 0 ? app.app : second).services.accounts.confirm(actor, { password }, request),
  );
  const counts = await outcomes(proofs);
  const winner = (await Promise.allSettled(proofs)).find(({ status }) => status === "fulfilled");

  expect(counts).toEqual({ ok: 1, TOKEN_INVALID: 19 });
  expect(await rows(app, "select count(*)::int as count from tokens")).toEqual([{ count: 1 }]);
  const successor = winner?.status === "fulfilled" ? winner.value.token : "";
  // L2: on every replica at once.
  const checks = [app.app, second].flatMap(({ services }) => [
    services.tokens.verify(token),
    services.tokens.verify(successor),
  ]);
  expect(await outcomes(checks)).toEqual({ ok: 2, TOKEN_INVALID: 2 });
});
