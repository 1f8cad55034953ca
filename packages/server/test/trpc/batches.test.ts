import { sharedWire } from "@levelup/test-support/wire.ts";
import { httpBatchLink } from "@trpc/client";
import bcrypt from "bcrypt";
import { afterEach, describe, expect, test, vi } from "vitest";

const shared = sharedWire();
afterEach(() => vi.restoreAllMocks());
const credentials = { username: "ada", password: "whatever it is" };

describe("a batch", () => {
  test.each([
    ["1000 logins", Array<string>(1000).fill("auth.login")],
    ["two logins", ["auth.login", "auth.login"]],
    ["a login beside a harmless call", ["auth.logout", "auth.login"]],
    ["a registration beside a harmless call", ["auth.register", "auth.logout"]],
    ["a password change beside a harmless call", ["auth.logout", "account.changePassword"]],
    ["eleven harmless calls", Array<string>(11).fill("auth.logout")],
  ])("E2: of %s is refused before any hash", async (_what, calls) => {
    const wire = shared();
    const hash = vi.spyOn(bcrypt, "hash");
    const body = Object.fromEntries(calls.map((_, index) => [index, { ...credentials, username: `gamer-${index}` }]));

    const answer = await wire.post(`${calls.join(",")}?batch=1`, body);

    expect(answer).toMatchObject({ status: 400, error: { code: "BATCH_REFUSED", httpStatus: 400 } });
    expect(answer.error?.requestId).toBe(answer.headers.get("x-request-id"));
    expect(hash).not.toHaveBeenCalled();
  });

  test.each(["%2C", "%252C"])("E2: of two logins is refused with its comma written as %s too", async (comma) => {
    const wire = shared();
    const hash = vi.spyOn(bcrypt, "hash");

    const answer = await wire.post(`auth.login${comma}auth.login?batch=1`, { 0: credentials, 1: credentials });

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(hash).not.toHaveBeenCalled();
  });

  test("E2: of one login is fine, and of ten harmless calls too", async () => {
    const wire = shared();

    const one = await wire.post("auth.login?batch=1", { 0: credentials });
    const ten = await wire.post(`${Array(10).fill("auth.logout").join(",")}?batch=1`, {});

    expect(JSON.parse(one.text)).toEqual([{ result: { data: { valid: false } } }]);
    expect(JSON.parse(ten.text)).toEqual(Array(10).fill({ result: { data: { revoked: false } } }));
  });

  test("E3: of 3000 commas gets a 400 of less than 2 KB", async () => {
    const wire = shared();

    const answer = await wire.get(`${",".repeat(3000)}?batch=1&input={}`);

    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(2048);
  });

  test("E2: that is refused is an error of each of its calls to tRPC's own client", async () => {
    const wire = shared();
    const link = httpBatchLink({ url: `${wire.url}/trpc` })({});
    const call = (path: string, input: unknown) =>
      new Promise((resolve) => {
        const op = { id: 0, type: "mutation" as const, path, input, context: {}, signal: null };
        link({ op, next: () => expect.fail("it is the last link") }).subscribe({ next: resolve, error: resolve });
      });

    const errors = await Promise.all([call("auth.login", credentials), call("auth.logout", undefined)]);

    expect(errors).toMatchObject([{ data: { code: "BATCH_REFUSED" } }, { data: { code: "BATCH_REFUSED" } }]);
  });
});
