import type { LoginOutput } from "@levelup/contract";
import type { ErrorCode } from "@levelup/contract/errors";
import { expect, test } from "vitest";
import { LevelUpError } from "../errors.ts";
import type { Services } from "../trpc/context.ts";
import type { Metrics } from "./metrics.ts";
import { observedServices } from "./observed-services.ts";

const request = { requestId: "r", address: null, userAgent: null };

/** What the metrics count for a login. */
async function countedFor(login: () => Promise<LoginOutput>): Promise<string[]> {
  const counted: string[] = [];
  const metrics: Partial<Metrics> = {
    onLogin: (outcome) => counted.push(`login ${outcome}`),
    onThrottled: (what) => counted.push(`throttled ${what}`),
  };
  const services = { accounts: { login, register: login, changePassword: login }, tokens: {} } as unknown as Services;
  const { accounts } = observedServices(services, metrics as Metrics);
  await accounts.login({ username: "ada", password: "x" }, request).catch(() => undefined);
  return counted;
}

const failsWith = (code: ErrorCode) => () => Promise.reject(new LevelUpError(code));

test.each<[string, () => Promise<LoginOutput>, string[]]>([
  ["that is refused for too many attempts", failsWith("RATE_LIMITED"), ["throttled login", "login throttled"]],
  ["that finds no room in the hash queue", failsWith("OVERLOADED"), ["login overloaded"]],
  ["without a database", failsWith("UNAVAILABLE"), ["login error"]],
  ["that meets a fault", () => Promise.reject(new Error("a fault")), ["login error"]],
  ["with a wrong password", async () => ({ valid: false }), ["login failure"]],
])("a login %s is counted as such", async (_how, login, counted) => {
  expect((await countedFor(login)).sort()).toEqual(counted.sort());
});

test("an answer and an error go through as they are", async () => {
  const error = new LevelUpError("RATE_LIMITED", { retryAfterSeconds: 7 });
  const services = { accounts: { register: () => Promise.reject(error) }, tokens: {} } as unknown as Services;
  const metrics = { onThrottled: () => undefined } as unknown as Metrics;
  const register = observedServices(services, metrics).accounts.register;

  await expect(
    register({ username: "ada", password: "x", firstName: "A", lastName: "B", email: "", bio: "" }, request),
  ).rejects.toBe(error);
});
