import { execute, programPath } from "@levelup/test-support/programs.ts";
import { challengeOf } from "@levelup/test-support/second-factor.ts";
import { expect, test } from "vitest";
import { createTestApp } from "../../../src/testing/index.ts";

/** The code that oathtool, of GNU's OATH Toolkit, makes of a secret in base32. */
async function oathtool(secret: string, at: Date): Promise<string> {
  const { stdout } = await execute(programPath("OATHTOOL_PATH"), [
    ...["--totp", "--base32", "--now", `@${Math.floor(at.getTime() / 1000)}`],
    secret,
  ]);
  return stdout.trim();
}

test("M16: the codes that oathtool makes of the secret turn the second factor on and log in", async () => {
  await using app = await createTestApp();
  const gamer = await app.gamer();
  const { secret } = await gamer.caller.secondFactor.begin();
  await gamer.caller.secondFactor.activate({ code: await oathtool(secret, app.clock.now()) });

  for (let day = 0; day < 3; day += 1) {
    app.clock.advance({ days: 1, seconds: 17 });
    const code = await oathtool(secret, app.clock.now());
    const challenge = await challengeOf(app, gamer);
    expect((await app.anonymous.auth.secondFactor({ challenge, code })).valid).toBe(true);
  }
});
