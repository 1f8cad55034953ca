import { outcomes, rows } from "@levelup/test-support/support.ts";
import { afterEach, expect, test, vi } from "vitest";
import { createOperatorServices } from "../../src/services.ts";
import { readSettings } from "../../src/settings/settings.ts";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";
import { digestToken } from "../../src/tokens/token-format.ts";
import { watchWireTexts } from "../support/wire-texts.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const username = "Ada.Canary";
const email = "canary@example.com";
const bio = "It's a canary? Isn't it?";
const password = "correct horse canary";
const nextPassword = "another canary horse";
const djangoPassword = "me";
const djangoHash = "pbkdf2_sha256$216000$qMRH8szID7Z8$Vljya2V3XfruOHuvx1hGz9ZyKg4bxbw7rc2WO0gTR7I=";

/** Calls every use case of a gamer and of an operator. Returns the tokens and device ids that were issued. */
async function callEverything(test: TestApp, collectHashes: () => Promise<void>): Promise<string[]> {
  const { app, anonymous, as, clock } = test;
  const registration = { username, email, bio, password, firstName: "Ada", lastName: "Canary" };
  const registered = await anonymous.auth.register(registration);
  await outcomes([anonymous.auth.register(registration)]);
  const login = await anonymous.auth.login({ username, password, device: "Canary Phone" });
  if (!login.valid) throw new Error("the right password was not accepted");
  const { deviceId } = login;
  await anonymous.auth.login({ username, password: "a wrong canary", deviceId });
  await collectHashes();
  const gamer = as(login.token);
  clock.advance({ hours: 2 });
  await gamer.account.me();
  await gamer.account.update({ firstName: "Canary", bio: `${bio} Yes.` });
  const change = await gamer.account.changePassword({ currentPassword: password, newPassword: nextPassword });
  await outcomes([as(change.token).account.changePassword({ currentPassword: password, newPassword: nextPassword })]);
  await collectHashes();
  const again = await anonymous.auth.login({ username, password: nextPassword });
  if (!again.valid) throw new Error("the new password was not accepted");
  const [newest] = await as(again.token).tokens.list();
  await as(change.token).tokens.revoke({ id: newest?.id ?? 0 });
  await as(change.token).tokens.revokeOthers();
  await as(change.token).auth.logout();

  const operator = await createOperatorServices(app.settings, { database: app.database, clock, log: app.log });
  const request = { requestId: "canary", address: null, userAgent: "canary" };
  const profile = { firstName: "Grace", lastName: "Canary", email: `grace.${email}`, bio };
  const roles = { isStaff: true, isSuperuser: false };
  const account = await operator.accounts.create({ ...profile, ...roles, username: "grace.canary", password }, request);
  await collectHashes();
  await operator.accounts.setPassword(account.id, nextPassword, request);
  await collectHashes();
  await operator.accounts.find({ username: "Grace.Canary" });
  await operator.accounts.setActive(account.id, false, request);
  await operator.accounts.setActive(account.id, true, request);
  await operator.accounts.unlock({ account, address: "192.0.2.1" }, request);
  const issued = await operator.tokens.issue(account.id, "Canary Script", request);
  await operator.tokens.list(account.id);
  await operator.tokens.revoke(issued.id, request);
  await operator.tokens.revokeOf(account.id, ["session", "api"], request);
  await operator.tokens.purge(request);
  await operator.tokens.revokeAll(request);
  for await (const _ of operator.audit.read(
    { userId: account.id, event: null, outcome: null, since: clock.now(), until: clock.now() },
    10,
  ));
  await operator.audit.purge(clock.now(), request);

  // A Django hash is rewritten by the first login, and wrong passwords close a counter.
  await rows(test, "update users set password_hash = ? where id = ? returning id", [djangoHash, account.id]);
  const rehashed = await anonymous.auth.login({ username: "grace.canary", password: djangoPassword });
  if (!rehashed.valid) throw new Error("the Django hash was not accepted");
  await collectHashes();
  const guesses = Array.from({ length: 15 }, () => anonymous.auth.login({ username, password: "a wrong canary" }));
  expect(await outcomes(guesses)).toMatchObject({ RATE_LIMITED: expect.any(Number) });
  return [
    ...[registered, login, change, again, issued, rehashed].map(({ token }) => token),
    ...[registered, login, again, rehashed].map(({ deviceId }) => deviceId),
  ];
}

test("R20: no statement of any use case has a value of an account, a password or a token in its text", async () => {
  const texts = watchWireTexts();
  await using app = await createTestApp({ settings: { throttle: { limits: readSettings({}).throttle.limits } } });
  const hashes = new Set<string>();
  const collectHashes = async () => {
    for (const { hash } of await rows<{ hash: string }>(app, "select password_hash as hash from users"))
      hashes.add(hash);
  };

  const secrets = await callEverything(app, collectHashes);

  const [setting] = await rows<{ value: string }>(app, "select value from settings");
  const digests = secrets.flatMap((token) => [
    digestToken(token).toString("hex"),
    digestToken(token).toString("base64"),
  ]);
  const values = [...secrets, ...digests, ...hashes, setting?.value ?? "", djangoHash, "canary", "192.0.2.1"];
  const leaks = texts.filter((text) => values.some((value) => text.toLowerCase().includes(value.toLowerCase())));
  expect(hashes.size).toBe(5);
  expect(texts.length).toBeGreaterThan(100);
  expect(leaks).toEqual([]);
});

test("values that look like SQL come back as they were, from entities and from hand-written statements", async () => {
  await using app = await createTestApp();
  const text = `'; drop table users; -- \\ ? ?? $1 :a "x" é 🎮`;
  const { account, caller } = await app.gamer({ bio: text });

  expect(account.bio).toBe(text);
  expect((await caller.account.update({ bio: `${text}${text}` })).bio).toBe(`${text}${text}`);
  expect(
    await rows(app, "select bio from gamers where bio = ? and ?::jsonb = ?", [text + text, { text }, { text }]),
  ).toEqual([{ bio: `${text}${text}` }]);
});
