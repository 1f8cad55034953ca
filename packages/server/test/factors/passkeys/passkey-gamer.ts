import type { LoginOutput, Passkey } from "@levelup/contract";
import { type Authenticator, createAuthenticator, type TestApp, type TestGamer } from "../../../src/testing/index.ts";

type PasskeyGamer = TestGamer & { authenticator: Authenticator; passkey: Passkey };

/** Adds a new authenticator's passkey to a gamer who is logged in. */
export async function addTo(
  { caller }: Pick<TestGamer, "caller">,
  authenticator: Authenticator = createAuthenticator(),
): Promise<{ authenticator: Authenticator; passkey: Passkey }> {
  const passkey = await caller.passkeys.add(authenticator.create(await caller.passkeys.begin()));
  return { authenticator, passkey };
}

/** A gamer with one passkey. */
export async function passkeyGamer(app: TestApp, authenticator?: Authenticator): Promise<PasskeyGamer> {
  const gamer = await app.gamer();
  return { ...gamer, ...(await addTo(gamer, authenticator)) };
}

/** Logs in by an authenticator. */
export async function loginBy({ anonymous }: TestApp, authenticator: Authenticator): Promise<LoginOutput> {
  return anonymous.auth.passkey(authenticator.get(await anonymous.auth.beginPasskey()));
}

/** The token of a login that succeeded. */
export async function tokenBy(app: TestApp, authenticator: Authenticator): Promise<string> {
  const login = await loginBy(app, authenticator);
  return login.valid ? login.token : "no token";
}
