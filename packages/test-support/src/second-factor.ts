import type { TestApp, TestGamer } from "@levelup/server/testing";

/** A gamer with an authenticator app. Two steps pass, so that the code of the set-up is no longer in the window. */
export type ProtectedGamer = TestGamer & { secret: string; recoveryCodes: string[] };

/** Registers a gamer and turns its second factor on, with a confirmed address if one is given. */
export async function protectedGamer(
  app: TestApp,
  details: Parameters<TestApp["gamer"]>[0] = {},
): Promise<ProtectedGamer> {
  const gamer = await app.gamer(details);
  if (gamer.account.email !== "") {
    await app.app.database
      .fork()
      .execute("update users set email_verified_at = now() where id = ?", [gamer.account.id]);
  }
  const { secret } = await gamer.caller.secondFactor.begin();
  const { token, recoveryCodes } = await gamer.caller.secondFactor.activate({ code: app.totp(secret) });
  app.clock.advance({ minutes: 1 });
  return { ...gamer, token, caller: app.as(token), secret, recoveryCodes };
}

/** Logs in by a password, and returns the challenge of the second step. */
export async function challengeOf(
  app: TestApp,
  { account, password }: Pick<TestGamer, "account" | "password">,
): Promise<string> {
  const login = await app.anonymous.auth.login({ username: account.username, password });
  if (login.valid || login.secondFactor === undefined) throw new Error("no second step was asked for");
  return login.secondFactor.challenge;
}
