import { type ErrorCode, errorTable } from "@levelup/contract";
import { refusalCode } from "@levelup/test-support/support.ts";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/clock.ts";
import type { Em } from "../../src/db/database.ts";
import { LevelUpError } from "../../src/errors.ts";
import { appRouter } from "../../src/router.ts";
import { createSecret } from "../../src/settings/secret.ts";
import { createTestApp } from "../../src/testing/index.ts";
import { createContext, type Services } from "../../src/trpc/context.ts";
import type { ProcedureMeta } from "../../src/trpc/declare-errors.ts";
import { createCallerFactory } from "../../src/trpc/trpc.ts";

/** By their whole paths, which is not what the type says. */
const procedures = appRouter._def.procedures as unknown as Record<string, { meta: ProcedureMeta }>;
const paths = Object.keys(procedures);

const credential = { id: "x", rawId: "x", type: "public-key" };
const assertion = { ...credential, response: { clientDataJSON: "x", authenticatorData: "x", signature: "x" } };
const attestation = { ...credential, response: { clientDataJSON: "x", attestationObject: "x" } };

/** An input that each procedure takes, so that what is thrown comes from the service. */
const inputs: Record<string, unknown> = {
  "auth.register": { username: "ada", password: "x", firstName: "A", lastName: "B" },
  "auth.login": { username: "ada", password: "x" },
  "auth.secondFactor": { challenge: "lu_step2_", code: "123456" },
  "secondFactor.begin": undefined,
  "secondFactor.activate": { code: "123456" },
  "secondFactor.disable": undefined,
  "secondFactor.recoveryCodes": undefined,
  "auth.logout": undefined,
  "account.me": undefined,
  "account.update": {},
  "account.changePassword": { currentPassword: "x", newPassword: "y" },
  "auth.options": undefined,
  "auth.requestPasswordReset": { login: "ada" },
  "auth.resetPassword": { token: "lu_reset_", newPassword: "y" },
  "auth.confirmEmail": { token: "lu_verify_" },
  "auth.confirm": { password: "x" },
  "auth.beginPasskey": undefined,
  "auth.passkey": { ceremony: "x", response: assertion },
  "passkeys.begin": undefined,
  "passkeys.add": { ceremony: "x", response: attestation },
  "passkeys.list": undefined,
  "passkeys.rename": { id: 1, name: "Phone" },
  "passkeys.remove": { id: 1 },
  "account.requestEmailVerification": undefined,
  "account.changeEmail": { email: "ada@example.com" },
  "account.security": undefined,
  "tokens.list": undefined,
  "tokens.revoke": { id: 1 },
  "tokens.revokeOthers": undefined,
  "apiTokens.create": { name: "Nightly report", scopes: ["account:read"] },
  "apiTokens.list": undefined,
  "apiTokens.revoke": { id: 1 },
  "apiTokens.scopes": undefined,
};

/** Services of which every function throws. */
function throwing(error: unknown): Services {
  const fail = () => Promise.reject(error);
  const failing = new Proxy({}, { get: () => fail });
  const sound = { verify: async () => actor, assertFresh: () => undefined };
  const actor = { userId: 1, tokenId: 1, username: "ada", isStaff: false, isSuperuser: false };
  const tokens = new Proxy({}, { get: (_target, name) => Reflect.get(sound, name) ?? fail });
  return new Proxy({} as Services, { get: (_target, name) => (name === "tokens" ? tokens : failing) });
}

async function thrownBy(path: string, error: unknown): Promise<string> {
  const request = { requestId: "r", address: null, userAgent: null };
  const deps = { services: throwing(error), fork: () => ({}) as Em, clock: systemClock };
  const context = createContext(deps, request, { kind: "token", token: createSecret("t") });
  const caller = createCallerFactory(appRouter)(context);
  const [group, name] = path.split(".") as ["auth", "login"];
  return refusalCode(caller[group][name](inputs[path] as never));
}

describe("the error table", () => {
  test("is tried with every procedure of the router, and no other", () => {
    expect(Object.keys(inputs).sort()).toEqual([...paths].sort());
  });

  test.each(Object.entries(errorTable))("%s has the status of its tRPC code", (_code, { status, trpc }) => {
    expect(getHTTPStatusCodeFromError(new TRPCError({ code: trpc }))).toBe(status);
  });

  test.each(paths)("%s lets its declared codes through and turns every other one into INTERNAL", async (path) => {
    const declared = procedures[path]?.meta.errors ?? [];
    expect(declared).toContain("INTERNAL");
    for (const code of Object.keys(errorTable) as ErrorCode[]) {
      expect([code, await thrownBy(path, new LevelUpError(code))]).toEqual([
        code,
        declared.includes(code) ? code : "INTERNAL",
      ]);
    }
  });
});

describe("an unexpected throw", () => {
  const secret = 'duplicate key value violates "users": Key (username)=(ada) at postgres://root:hunter2@db/x';

  test.each(["production", undefined])("G2: with NODE_ENV %s says nothing but the request id", async (mode) => {
    const before = process.env.NODE_ENV;
    if (mode === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = mode;
    try {
      await using app = await createTestApp();
      await app.app.database.fork().execute(`create function fail() returns trigger language plpgsql as $$
        begin raise exception '${secret.replaceAll("'", "''")}'; end $$`);
      await app.app.database
        .fork()
        .execute("create trigger fault before insert on audit_events for each row execute function fail()");
      const url = await app.listen();

      const response = await fetch(`${url}/trpc/auth.login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: "ada", password: "x" }),
      });

      const requestId = response.headers.get("x-request-id");
      expect([response.status, await response.json()]).toEqual([
        500,
        {
          error: {
            code: -32603,
            message: errorTable.INTERNAL.message,
            data: { code: "INTERNAL", httpStatus: 500, requestId },
          },
        },
      ]);
      const cause = app.logLines().filter((line) => line.includes("hunter2"));
      expect(cause).toHaveLength(1);
      expect(cause[0]).toContain(requestId);
    } finally {
      process.env.NODE_ENV = before;
    }
  });
});

describe("a refused input", () => {
  test("names every field and the rule that it breaks, never the value", async () => {
    await using app = await createTestApp();
    const url = await app.listen();

    const response = await fetch(`${url}/trpc/auth.register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "no spaces here", password: "hunter2!", firstName: "", email: "hunter2" }),
    });

    const { error } = (await response.json()) as { error: { data: { issues: unknown } } };
    expect(error.data).toMatchObject({
      code: "INVALID_INPUT",
      field: "username",
      issues: [
        { field: "username", rule: "characters" },
        { field: "firstName", rule: "too_small" },
        { field: "lastName", rule: "invalid_type" },
        { field: "email", rule: "email" },
      ],
    });
    expect(JSON.stringify(error)).not.toContain("hunter2");
  });
});
