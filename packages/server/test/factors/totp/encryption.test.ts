import { challengeOf, protectedGamer } from "@levelup/test-support/second-factor.ts";
import { refusalCode, rows } from "@levelup/test-support/support.ts";
import pino from "pino";
import { expect, test } from "vitest";
import { createKeyring } from "../../../src/factors/totp/keyring.ts";
import { createLevelUp } from "../../../src/level-up.ts";
import { createSecret } from "../../../src/settings/secret.ts";
import { readSettings } from "../../../src/settings/settings.ts";
import { createTestApp, type TestApp } from "../../../src/testing/index.ts";

const [oldKey, newKey] = ["the first key of these tests 0123456789", "the other key of these tests 0123456789"];
const keys = (...texts: string[]) => ({ secondFactor: { encryptionKeys: texts.map(createSecret) } });
const request = { requestId: "1", address: null, userAgent: null };

/** The same database, with other keys. */
function restarted(app: TestApp, ...texts: string[]) {
  const settings = { ...app.app.settings, ...keys(...texts) };
  return createLevelUp(settings, { log: pino({ level: "silent" }), clock: app.clock });
}

/** Everything in the database, as a dump would have it. */
async function dump(app: TestApp): Promise<string> {
  const tables = await rows<{ name: string }>(
    app,
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const texts = await Promise.all(tables.map(({ name }) => rows(app, `select t::text as row from "${name}" t`)));
  return JSON.stringify(texts);
}

test("M14: a dump holds neither a seed nor a recovery code nor a challenge nor the key", async () => {
  await using app = await createTestApp({ settings: keys(oldKey) });
  const gamer = await protectedGamer(app);
  const { secret: pending } = await gamer.caller.secondFactor.begin();
  const challenge = await challengeOf(app, gamer);

  const dumped = (await dump(app)).toLowerCase();

  expect(dumped).toContain(gamer.account.username);
  const seeds = [gamer.secret, pending].flatMap((secret) => [secret, base32Hex(secret)]);
  const codes = gamer.recoveryCodes.flatMap((code) => [code, code.replaceAll("-", "")]);
  for (const secret of [...seeds, ...codes, challenge, oldKey]) expect(dumped).not.toContain(secret.toLowerCase());
});

/** The bytes of a seed in hex, which is how a dump shows them. */
function base32Hex(text: string): string {
  const bits = [...text]
    .map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0"))
    .join("");
  return (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, "0")).join("");
}

test("M14: the encrypted seed of one account opens nothing as that of another", async () => {
  await using app = await createTestApp();
  const victim = await protectedGamer(app);
  const thief = await protectedGamer(app);
  const challenge = await challengeOf(app, victim);

  await rows(
    app,
    "update second_factors set secret = (select secret from second_factors where user_id = ?) where user_id = ? returning 1",
    [thief.account.id, victim.account.id],
  );

  const login = { username: victim.account.username, password: victim.password };
  expect(await refusalCode(app.anonymous.auth.secondFactor({ challenge, code: app.totp(thief.secret) }))).toBe(
    "INTERNAL",
  );
  expect(await refusalCode(app.anonymous.auth.login(login))).toBe("INTERNAL");
});

test("M14: without its key an account's login is unavailable, never without the second step", async () => {
  await using app = await createTestApp({ settings: keys(oldKey) });
  const gamer = await protectedGamer(app);
  const plain = await app.gamer();
  const challenge = await challengeOf(app, gamer);
  await using other = await restarted(app, newKey);
  const { accounts, secondFactor } = other.services;
  const login = { username: gamer.account.username, password: gamer.password };

  expect(await refusalCode(accounts.login(login, request))).toBe("UNAVAILABLE");
  const code = app.totp(gamer.secret);
  expect(await refusalCode(secondFactor.finishLogin({ challenge, code }, request))).toBe("UNAVAILABLE");
  const actor = await other.services.tokens.verify(gamer.token);
  expect(await refusalCode(accounts.confirm(actor, { password: gamer.password, code }, request))).toBe("UNAVAILABLE");
  expect(await refusalCode(accounts.confirm(actor, { password: gamer.password }, request))).toBe("WRONG_CODE");
  const others = { username: plain.account.username, password: plain.password };
  expect(await accounts.login(others, request)).toMatchObject({ valid: true });
});

test("M14: a key that the database made up goes on decrypting when others are configured", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  await using configured = await restarted(app, newKey);

  const challenge = await challengeOf(app, gamer);
  const code = app.totp(gamer.secret);

  expect(await configured.services.secondFactor.finishLogin({ challenge, code }, request)).toMatchObject({
    valid: true,
  });
});

test("M14: what an older key encrypted decrypts, the first key encrypts, and the nonce is new each time", () => {
  const seed = Buffer.from("a seed of twenty byt");
  const older = createKeyring([oldKey]);
  const sealed = older.encrypt(seed, 7);
  const both = createKeyring([newKey, oldKey]);

  expect(both.decrypt(sealed, 7)).toEqual(seed);
  expect([older.isCurrent(sealed), both.isCurrent(sealed), both.isCurrent(both.encrypt(seed, 7))]).toEqual([
    true,
    false,
    true,
  ]);
  expect(() => older.decrypt(both.encrypt(seed, 7), 7)).toThrow("database");
  expect(() => both.decrypt(sealed, 8)).toThrow();
  expect(older.encrypt(seed, 7)).not.toEqual(sealed);
  for (let byte = 0; byte < sealed.length; byte += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(byte) ^ 1, byte);
    expect(() => both.decrypt(changed, 7)).toThrow();
  }
});

test.each(["short", `${oldKey},short`, `${oldKey},`, ",".repeat(64)])(
  "M14: ENCRYPTION_KEYS %j stops the start",
  (text) => {
    expect(() => readSettings({ ENCRYPTION_KEYS: text })).toThrow(
      "ENCRYPTION_KEYS must be keys of at least 32 characters",
    );
  },
);

test("M14: ENCRYPTION_KEYS are read in their order, and hide themselves", () => {
  const { encryptionKeys } = readSettings({ ENCRYPTION_KEYS: `${newKey}, ${oldKey}` }).secondFactor;

  expect(encryptionKeys.map((key) => key.reveal())).toEqual([newKey, oldKey]);
  expect(JSON.stringify(encryptionKeys)).not.toContain("key of these tests");
});
