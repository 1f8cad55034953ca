import { addressNumber } from "@levelup/test-support/wire.ts";
import { describe, expect, test } from "vitest";
import { LevelUpError } from "../../src/errors.ts";
import { createOperatorServices } from "../../src/services.ts";
import { readSettings } from "../../src/settings/settings.ts";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";
import type { Limit } from "../../src/throttle/count-attempt.ts";
import type { CounterName } from "../../src/throttle/throttle.settings.ts";

const dayMs = 24 * 60 * 60 * 1000;
const password = "correct horse battery";
const defaults = readSettings({}).throttle.limits;

/** What became of a login, with the seconds to wait where it was refused. */
type Outcome = { answer: "valid" | "wrong" | "refused"; wait: number };

type Attempt = { username?: string; password?: string; address?: string; deviceId?: string };

/** An app with the limits as they come, or with some of them, and an owner who is logged in at home. */
async function createTarget(limits: Partial<Record<CounterName, Limit>> = defaults) {
  const app = await createTestApp({ settings: { throttle: { limits } } });
  const request = (address: string) => ({ requestId: "1", address, userAgent: null });

  async function register(username: string, address: string): Promise<string> {
    const input = { username, password, firstName: "Ada", lastName: "Gamer", email: "", bio: "" };
    return (await app.app.services.accounts.register(input, request(address))).deviceId;
  }

  async function login({ address = home, ...input }: Attempt): Promise<Outcome & { deviceId: string }> {
    const credentials = { username: "ada", password: "a guess", ...input };
    try {
      const answer = await app.app.services.accounts.login(credentials, request(address));
      return { answer: answer.valid ? "valid" : "wrong", wait: 0, deviceId: answer.valid ? answer.deviceId : "" };
    } catch (error) {
      if (!(error instanceof LevelUpError) || error.code !== "RATE_LIMITED") throw error;
      return { answer: "refused", wait: error.details.retryAfterSeconds ?? 0, deviceId: "" };
    }
  }
  const deviceId = await register("ada", home);
  return { app, register, login, deviceId, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

const home = "192.0.2.1";

/** Counts answers. */
function countOf(outcomes: Outcome[], answer: Outcome["answer"]): number {
  return outcomes.filter((outcome) => outcome.answer === answer).length;
}

/** Repeats attempts for a day, each time as soon as one of them may be made. Returns all outcomes. */
async function forADay({ clock }: TestApp, attempts: (round: number) => Promise<Outcome[]>): Promise<Outcome[]> {
  const end = clock.now().getTime() + dayMs;
  const all: Outcome[] = [];
  for (let round = 0; clock.now().getTime() < end; round += 1) {
    const outcomes = await attempts(round);
    all.push(...outcomes);
    clock.advance({ seconds: Math.min(...outcomes.map(({ wait }) => wait)) });
  }
  return all;
}

describe("a day of guessing at one account", () => {
  test("R3: makes fewer than 100 guesses, from any number of addresses, with device ids of the account and own accounts", async () => {
    await using target = await createTarget();
    const { app, login, register } = target;
    const stolen = [target.deviceId];
    for (let count = 1; count < 5; count += 1) stolen.push((await login({ password })).deviceId);
    await register("mallory", "203.0.113.1");

    const outcomes = await forADay(app, async (round) => {
      const address = addressNumber(round);
      const stranger = await login({ address });
      await login({ username: "mallory", password, address });
      const devices: Outcome[] = [];
      for (const deviceId of stolen) devices.push(await login({ address, deviceId }));
      // The owner, whose successes must not give the attacker more.
      await login({ password, deviceId: target.deviceId });
      return [stranger, ...devices];
    });

    expect(countOf(outcomes, "wrong")).toBeGreaterThan(80);
    expect(countOf(outcomes, "wrong")).toBeLessThan(100);
  });

  test("R4: never makes the owner wait on a known device, though strangers share the address and log in to own accounts", async () => {
    await using target = await createTarget();
    const { app, login, register } = target;
    for (let count = 0; count < 2; count += 1) await register(`mallory-${count}`, home);
    const owner: Outcome[] = [];

    await forADay(app, async (round) => {
      const outcomes = [await login({ address: home }), await login({ address: addressNumber(round) })];
      for (let count = 0; count < 2; count += 1) await login({ username: `mallory-${count}`, password });
      owner.push(await login({ password, deviceId: target.deviceId }));
      return outcomes;
    });

    expect(owner.length).toBeGreaterThan(40);
    expect(countOf(owner, "valid")).toBe(owner.length);
  });

  test.each([
    ["one IPv4 address", () => "203.0.113.66"],
    ["one IPv6 /48", (round: number) => `2001:db8:1:${round.toString(16)}::1`],
  ])("R4: from %s never makes the owner wait on a new device elsewhere", async (_what, addressOf) => {
    await using target = await createTarget();
    const { app, login } = target;
    const owner: Outcome[] = [];

    const guesses = await forADay(app, async (round) => {
      const guess = await login({ address: addressOf(round) });
      owner.push(await login({ password, address: "198.51.100.7" }));
      app.clock.advance({ minutes: 1 });
      return [guess];
    });

    expect(countOf(guesses, "wrong")).toBeGreaterThan(20);
    expect(owner.length).toBeGreaterThan(24);
    expect(countOf(owner, "valid")).toBe(owner.length);
  });
});

describe("devices of an account", () => {
  test("R3: share one budget of failures besides their own", async () => {
    const limits = { devices: { burst: 6, perHour: 1, grows: false }, device: { burst: 3, perHour: 60 } };
    await using target = await createTarget(limits);
    const ids = [target.deviceId];
    for (let count = 1; count < 4; count += 1) ids.push((await target.login({ password })).deviceId);

    const outcomes: Outcome[] = [];
    for (const deviceId of ids) {
      for (let guess = 0; guess < 4; guess += 1) outcomes.push(await target.login({ deviceId }));
    }

    expect(outcomes.map(({ answer }) => answer)).toEqual([
      ...["wrong", "wrong", "wrong", "refused"],
      ...["wrong", "wrong", "wrong", "refused"],
      ...Array(8).fill("refused"),
    ]);
  });

  test.each([
    ["the owner changes it", (app: TestApp, token: string) => app.as(token).account.changePassword(change)],
    [
      "an operator sets it",
      async (app: TestApp) => {
        const { database, log } = app.app;
        const services = await createOperatorServices(app.app.settings, { database, clock: app.clock, log });
        await services.accounts.setPassword(1, change.newPassword, { requestId: "1", address: null, userAgent: null });
      },
    ],
  ])("R3: are strangers once the password is another, if %s", async (_how, replace) => {
    const limits = { account: { burst: 3, perHour: 1, grows: false } };
    await using target = await createTarget(limits);
    const { app, login } = target;
    const ids: string[] = [];
    for (let count = 0; count < 8; count += 1) ids.push((await login({ password })).deviceId);
    const session = await app.anonymous.auth.login({ username: "ada", password });
    await replace(app, session.valid ? session.token : "");

    const outcomes: Outcome[] = [];
    for (const deviceId of ids) outcomes.push(await login({ deviceId }));

    expect(outcomes.map(({ answer }) => answer)).toEqual([...Array(3).fill("wrong"), ...Array(5).fill("refused")]);
  });

  test("R2: are few: a login from a further one makes the oldest a stranger, and a known one stays known by its logins", async () => {
    const limits = { account: { burst: 1, perHour: 1 } };
    await using target = await createTarget(limits);
    const { login } = target;
    const second = (await login({ password })).deviceId;
    for (let count = 0; count < 8; count += 1) await login({ password });
    const kept = (await login({ password, deviceId: target.deviceId })).deviceId;
    await login({ password });
    await login({});

    expect((await login({ password, deviceId: second })).answer).toBe("refused");
    expect((await login({ password, deviceId: kept })).answer).toBe("valid");
  });
});

const change = { currentPassword: password, newPassword: "a wholly different phrase" };

describe("logins of an account that succeed", () => {
  test("R2: are limited, from known devices too, and then cost no hash", async () => {
    await using target = await createTarget({ accountLogins: { burst: 5, perHour: 60 } });
    const outcomes: Outcome[] = [];
    let deviceId: string | undefined;
    for (let count = 0; count < 8; count += 1) {
      const outcome = await target.login({ password, ...(deviceId === undefined ? {} : { deviceId }) });
      if (outcome.answer === "valid") deviceId = outcome.deviceId;
      outcomes.push(outcome);
    }

    expect(outcomes.map(({ answer }) => answer)).toEqual([...Array(5).fill("valid"), ...Array(3).fill("refused")]);
  });

  test("R2: are limited for an address, whatever the account", async () => {
    await using target = await createTarget({ addressLogins: { burst: 3, perHour: 60 } });
    const { register, login } = target;
    for (let count = 0; count < 5; count += 1) await register(`gamer-${count}`, home);

    const outcomes: Outcome[] = [];
    for (let count = 0; count < 5; count += 1) outcomes.push(await login({ username: `gamer-${count}`, password }));

    expect([countOf(outcomes, "valid"), countOf(outcomes, "refused")]).toEqual([3, 2]);
    expect((await login({ password, address: "192.0.2.2" })).answer).toBe("valid");
    expect((await login({ password, deviceId: target.deviceId })).answer).toBe("valid");
  });
});

describe("networks of IPv6", () => {
  test.each([
    ["/64 is stopped after the limit", (index: number) => `2001:db8:1:2::${index.toString(16)}`, 10],
    ["/56, by one address of each /64, after twice the limit", (index: number) => `2001:db8:1:aa${hex(index)}::1`, 20],
    [
      "/48, by one address of each /56, after three times the limit",
      (index: number) => `2001:db8:1:${hex(index)}00::1`,
      30,
    ],
  ])("R5: a spray from one %s", async (_what, addressOf, passed) => {
    await using target = await createTarget({ address: { burst: 10, perHour: 1, grows: false } });
    const outcomes: Outcome[] = [];
    for (let index = 0; index < 40; index += 1) {
      outcomes.push(await target.login({ username: `gamer-${index}`, address: addressOf(index) }));
    }

    expect(countOf(outcomes, "wrong")).toBe(passed);
    expect((await target.login({ username: "another", address: "2001:db8:2::1" })).answer).toBe("wrong");
  });

  test("R5: 220 guesses from one /48, one a /64, are stopped by the limits as they come", async () => {
    await using target = await createTarget();
    const outcomes: Outcome[] = [];
    for (let index = 0; index < 220; index += 1) {
      outcomes.push(await target.login({ username: `gamer-${index}`, address: `2001:db8:1:${index.toString(16)}::1` }));
    }

    expect(countOf(outcomes, "wrong")).toBeLessThanOrEqual(150);
  });
});

describe("a clock that was wrong", () => {
  test("R7: by ten years refuses nothing once it is right", async () => {
    await using target = await createTarget();
    const { app, login } = target;
    app.clock.advance({ days: 3650 });
    for (let count = 0; count < 12; count += 1) {
      const { wait } = await login({});
      app.clock.advance({ seconds: wait });
    }
    app.clock.advance({ days: -3650 });

    expect((await login({ password })).answer).toBe("valid");
  });

  test("R7: makes no device known for ten years", async () => {
    await using target = await createTarget({ account: { burst: 1, perHour: 1 } });
    const { app, login } = target;
    app.clock.advance({ days: 3650 });
    const { deviceId } = await login({ password });
    app.clock.advance({ days: -3650 });
    await login({});

    expect((await login({ password, deviceId })).answer).toBe("refused");
  });
});

function hex(index: number): string {
  return index.toString(16).padStart(2, "0");
}
