import { challengeOf, protectedGamer } from "@levelup/test-support/second-factor.ts";
import { refusalCode, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { createTestApp } from "../../../src/testing/index.ts";

test("M8: there are eight recovery codes of 120 bits in four groups, and the database holds their digests", async () => {
  await using app = await createTestApp();
  const { recoveryCodes } = await protectedGamer(app);

  expect(new Set(recoveryCodes).size).toBe(8);
  for (const code of recoveryCodes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{6}-){3}[0-9A-HJKMNP-TV-Z]{6}$/);
  expect(await rows(app, "select length(digest)::int as bytes from recovery_codes group by 1")).toEqual([
    { bytes: 32 },
  ]);
});

test("M8: a recovery code logs in, once, however it is typed", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const [shown = "", lower = "", spaced = "", joined = "", ...others] = gamer.recoveryCodes;
  const mistaken = others.map((code) => code.replaceAll("0", "o").replaceAll("1", "l").replaceAll("A", "a"));
  const typed = [
    shown,
    lower.toLowerCase(),
    ` ${spaced.replaceAll("-", "  ")} `,
    joined.replaceAll("-", ""),
    ...mistaken,
  ];
  const finish = async (recoveryCode: string) =>
    app.anonymous.auth.secondFactor({ challenge: await challengeOf(app, gamer), recoveryCode });

  for (const code of typed) expect((await finish(code)).valid).toBe(true);

  for (const code of [shown, lower]) expect(await refusalCode(finish(code))).toBe("WRONG_CODE");
  expect(await gamer.caller.account.security()).toMatchObject({ recoveryCodesLeft: 0 });
});

test("M8: a used recovery code is on record, and its owner has a mail that says how many are left", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app, { email: "ada@example.com" });
  const [recoveryCode] = gamer.recoveryCodes;

  await app.anonymous.auth.secondFactor({ challenge: await challengeOf(app, gamer), recoveryCode });

  const mail = (await app.mails()).findLast(({ kind }) => kind === "second_factor");
  expect(mail).toMatchObject({ to: "ada@example.com", subject: "A recovery code was used for Level Up" });
  expect(mail?.text).toContain("Recovery codes left: 7.");
  expect(await rows(app, "select outcome from audit_events where event = 'recovery_code_use'")).toEqual([
    { outcome: "success" },
  ]);
});

test("M8: a recovery code of another account is none", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const [recoveryCode] = (await protectedGamer(app)).recoveryCodes;
  const challenge = await challengeOf(app, gamer);

  expect(await refusalCode(app.anonymous.auth.secondFactor({ challenge, recoveryCode }))).toBe("WRONG_CODE");
});
