import { type ErrorDetails, LevelUpError } from "@levelup/server";
import { describe, expect, test, vi } from "vitest";
import { createDjangoApp, fixtureToken } from "../support/django-client.ts";

const me = { username: "me@me.com", password: "me" };

describe("what the services throw", () => {
  test.each([
    ["RATE_LIMITED", { retryAfterSeconds: 7 }, 429, "Request was throttled. Expected available in 7 seconds.", "7"],
    ["RATE_LIMITED", { retryAfterSeconds: 1 }, 429, "Request was throttled. Expected available in 1 second.", "1"],
    ["OVERLOADED", { retryAfterSeconds: 3 }, 503, "The server is busy. Try again in a moment.", "3"],
    ["UNAVAILABLE", { retryAfterSeconds: 1 }, 503, expect.stringContaining("database"), "1"],
    ["INTERNAL", {}, 500, "A server error occurred.", undefined],
  ] as const)("%s %j is answered with %i", async (code, details, status, detail, retryAfter) => {
    await using app = await createDjangoApp();
    vi.spyOn(app.app.services.accounts, "login").mockRejectedValue(new LevelUpError(code, details as ErrorDetails));

    const answer = await app.post("/login", me);

    expect([answer.status, answer.json]).toEqual([status, { detail }]);
    expect(answer.headers["retry-after"]?.toString()).toBe(retryAfter);
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each(["RATE_LIMITED", "OVERLOADED"] as const)("R2: %s is answered late", async (code) => {
    // No other timer has this length.
    const refusalDelayMs = 77;
    await using app = await createDjangoApp({ settings: { http: { refusalDelayMs } } });
    vi.spyOn(app.app.services.accounts, "login").mockRejectedValue(new LevelUpError(code, { retryAfterSeconds: 1 }));
    const timers = vi.spyOn(globalThis, "setTimeout");
    const delays = () => timers.mock.calls.filter(([, ms]) => ms === refusalDelayMs);

    await app.post("/register", {});
    expect(delays()).toHaveLength(0);
    await app.post("/login", me);
    expect(delays()).toHaveLength(1);
  });

  test("unexpectedly is answered without its cause, which is in the log with the request's id", async () => {
    await using app = await createDjangoApp();
    vi.spyOn(app.app.services.accounts, "login").mockRejectedValue(new Error("Key (username)=(secret) at 10.0.0.1"));

    const { status, text, headers } = await app.post("/login", me);

    expect([status, text]).toEqual([500, '{"detail":"A server error occurred."}']);
    const [line] = app.logLines().filter((entry) => entry.includes("10.0.0.1"));
    expect(line).toContain(String(headers["x-request-id"]));
  });
});

test("no answer of an endpoint may be cached, and each varies by Accept and Origin", async () => {
  await using app = await createDjangoApp();

  const answers = await Promise.all([
    app.post("/login", me),
    app.post("/login", {}),
    app.post("/register", { ...me, first_name: "Me", last_name: "Too" }),
    app.profile(`Token ${fixtureToken}`),
    app.profile("Token null"),
    app.call("GET", "/login"),
  ]);

  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      vary: "Accept, Origin",
      "content-type": "application/json",
    });
  }
});
