import { addPasskeyInput } from "@levelup/contract";
import { outcomes, rows } from "@levelup/test-support/support.ts";
import pino from "pino";
import { expect, test } from "vitest";
import { createLevelUp } from "../../../src/level-up.ts";
import { createAuthenticator, createTestApp } from "../../../src/testing/index.ts";
import { addTo, passkeyGamer } from "./passkey-gamer.ts";

const request = { requestId: "1", address: null, userAgent: null };

test("N4: of one login answered 10 times on two replicas one opens a session", async () => {
  await using app = await createTestApp();
  await using second = await createLevelUp(app.app.settings, { log: pino({ level: "silent" }), clock: app.clock });
  const { authenticator } = await passkeyGamer(app);
  const answer = authenticator.get(await app.anonymous.auth.beginPasskey());

  const logins = Array.from({ length: 10 }, (_, index) =>
    (index % 2 === 0 ? app.app : second).services.passkeys.login(answer, request),
  );

  expect(await outcomes(logins)).toEqual({ ok: 1, CHALLENGE_INVALID: 9 });
  expect(await rows(app, "select passkey_id is null as registered from tokens order by id")).toEqual([
    { registered: true },
    { registered: false },
  ]);
});

test("N4: of one counter used 10 times on two replicas one opens a session, and the others look like copies", async () => {
  await using app = await createTestApp();
  await using second = await createLevelUp(app.app.settings, { log: pino({ level: "silent" }), clock: app.clock });
  const { authenticator } = await passkeyGamer(app);
  authenticator.state.counter = 1;
  const answers = [];
  for (let count = 0; count < 10; count += 1) answers.push(authenticator.get(await app.anonymous.auth.beginPasskey()));

  const logins = await Promise.all(
    answers.map((answer, index) => (index % 2 === 0 ? app.app : second).services.passkeys.login(answer, request)),
  );

  expect(logins.filter(({ valid }) => valid)).toHaveLength(1);
  expect(await rows(app, "select 1 from audit_events where event = 'passkey_clone_suspected'")).toHaveLength(9);
});

test("N4: of one creation answered 10 times on two replicas one adds a passkey", async () => {
  await using app = await createTestApp();
  await using second = await createLevelUp(app.app.settings, { log: pino({ level: "silent" }), clock: app.clock });
  const { caller, token } = await app.gamer();
  const actor = await second.services.tokens.verify(token);
  const input = addPasskeyInput.parse(createAuthenticator().create(await caller.passkeys.begin()));

  const adds = Array.from({ length: 10 }, (_, index) =>
    (index % 2 === 0 ? app.app : second).services.passkeys.add(actor, input, request),
  );

  expect(await outcomes(adds)).toEqual({ ok: 1, CHALLENGE_INVALID: 9 });
  expect(await rows(app, "select 1 from passkeys")).toHaveLength(1);
});

test("N10: of 4 passkeys added to 19 on two replicas one is there, and 20 in all", async () => {
  await using app = await createTestApp();
  await using second = await createLevelUp(app.app.settings, { log: pino({ level: "silent" }), clock: app.clock });
  const gamer = await app.gamer();
  const actor = await second.services.tokens.verify(gamer.token);
  for (let count = 0; count < 19; count += 1) await addTo(gamer);
  const inputs = [];
  for (let count = 0; count < 4; count += 1) {
    inputs.push(addPasskeyInput.parse(createAuthenticator().create(await gamer.caller.passkeys.begin())));
  }

  const adds = inputs.map((input, index) =>
    (index % 2 === 0 ? app.app : second).services.passkeys.add(actor, input, request),
  );

  expect(await outcomes(adds)).toEqual({ ok: 1, LIMIT_REACHED: 3 });
  expect(await rows(app, "select 1 from passkeys")).toHaveLength(20);
});
