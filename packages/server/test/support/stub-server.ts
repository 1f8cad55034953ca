import type { AnyRouter } from "@trpc/server";
import pino from "pino";
import { systemClock } from "../../src/clock.ts";
import type { Em } from "../../src/db/database.ts";
import { LevelUpError } from "../../src/errors.ts";
import type { Routes } from "../../src/http/own-routes.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { logOptions } from "../../src/log/log.ts";
import type { Metrics } from "../../src/metrics/metrics.ts";
import { appRouter } from "../../src/router.ts";
import { readSettings } from "../../src/settings/settings.ts";
import type { OnCall, Services } from "../../src/trpc/context.ts";

export type StubServer = AsyncDisposable & {
  readonly http: Awaited<ReturnType<typeof createHttpServer>>;
  /** What every use case throws from now on; null and they answer. */
  failWith(error: unknown): void;
  /** The calls counted and the errors logged since the last call of this function. */
  recorded(): unknown[];
};

/** The tokens that the stub knows, by the outcome of their check. */
export const stubTokens = { good: "good", expired: "expired", inactive: "inactive" };

const now = "2030-01-01T00:00:00.000Z";
const actor = { userId: 1, tokenId: 1, username: "ada", isStaff: false, isSuperuser: false };
const names = { username: "ada", firstName: "Ada", lastName: "Ž" };
const account = { id: 1, ...names, email: "", emailVerified: false, bio: "💥", dateJoined: now };
const token = { token: "t", expiresAt: now, deviceId: "d" };

const passkey = { id: 1, name: "Phone", synced: true, createdAt: now, lastUsedAt: null };

/** Answers of the use cases; one that is not here answers with an empty object, which is a fault. */
const answers: Record<string, unknown> = {
  register: { ...token, account: { ...account, lastLogin: null } },
  login: { valid: false },
  finishLogin: { valid: true, ...token, account: { ...account, lastLogin: null } },
  activate: { ...token, recoveryCodes: [] },
  disable: { disabled: false },
  recoveryCodes: { recoveryCodes: [] },
  changePassword: token,
  me: { ...account, lastLogin: now },
  update: { ...account, lastLogin: now, passwordHash: "is no field of the answer" },
  list: [],
  revoke: 1,
  revokeOthers: 0,
  create: { token: "t", id: 1, name: "Nightly report", scopes: ["account:read"], expiresAt: now },
  listScopes: [{ scope: "account:read", description: "See your profile" }],
  logout: { revoked: true },
  options: { registration: "open", mail: true, passkeys: false },
  requestPasswordReset: { accepted: true },
  resetPassword: { username: "ada" },
  confirmEmail: { username: "ada", email: "ada@example.com" },
  confirm: { ...token, freshUntil: now },
  requestEmailVerification: { accepted: false },
  changeEmail: { email: "", pendingEmail: "ada@example.com" },
  beginUse: {
    options: { challenge: "x", rpId: "localhost", timeout: 1, userVerification: "required" },
    ceremony: "a text of the server's",
  },
  /** Of a second factor and of a passkey: each procedure answers its own. */
  begin: {
    ...{ secret: "A", uri: "otpauth://totp/x", expiresAt: now },
    options: {
      challenge: "x",
      rp: { id: "localhost", name: "Level Up" },
      user: { id: "x", name: "ada", displayName: "Ada" },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      timeout: 1,
      attestation: "none",
      excludeCredentials: [],
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    },
    ceremony: "a text of the server's",
  },
  add: passkey,
  rename: passkey,
  remove: { removed: 1, accepted: { rpId: "localhost", userId: "x", allAcceptedCredentialIds: [] } },
  security: {
    hasPassword: true,
    email: "",
    emailVerified: false,
    pendingEmail: null,
    secondFactor: false,
    secondFactorSince: null,
    recoveryCodesLeft: 0,
    passkeys: 0,
    apiTokens: 0,
  },
};

/** The whole HTTP server on use cases that store and hash nothing, and answer the same every time. */
export async function createStubServer(
  routes: readonly Routes[] = [],
  router: AnyRouter = appRouter,
): Promise<StubServer> {
  let failure: unknown = null;
  let records: unknown[] = [];
  const log = pino(logOptions("error"), {
    write(line: string) {
      const { msg, path, code, err } = JSON.parse(line);
      records.push({ msg, path, code, err: [err?.type, err?.message, err?.cause?.message] });
    },
  });

  const verify = async (text: string) => {
    if (text === stubTokens.expired) throw new LevelUpError("TOKEN_EXPIRED");
    if (text === stubTokens.inactive) throw new LevelUpError("ACCOUNT_INACTIVE");
    if (text !== stubTokens.good) throw new LevelUpError("TOKEN_INVALID");
    return actor;
  };
  const useCase = (name: string) => async () => {
    if (failure !== null) throw failure;
    return answers[name] ?? {};
  };
  /** Those that procedures call on the way to their use case. */
  const checks: Record<string, unknown> = { verify, assertFresh: () => {} };
  const group = new Proxy({}, { get: (_target, name) => checks[String(name)] ?? useCase(String(name)) });
  const services = new Proxy({} as Services, { get: () => group });

  const { http: settings } = readSettings({});
  const onCall: OnCall = (procedure, code) => records.push([procedure, code]);
  const http = await createHttpServer({
    settings: { ...settings, maxEventLoopDelayMs: 60_000, refusalDelayMs: 0 },
    router,
    routes,
    scopes: { "account:read": "See your profile" },
    services,
    fork: () => ({}) as Em,
    clock: systemClock,
    log,
    readiness: { isReady: async () => true, isStopping: () => false, stop: () => {} },
    metrics: { onCall, onRequest: () => {} } as unknown as Metrics,
  });
  return {
    http,
    failWith(error) {
      failure = error;
    },
    recorded() {
      const since = records;
      records = [];
      return since;
    },
    [Symbol.asyncDispose]: () => http.close(),
  };
}
