import { rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";

const email = "ada@example.com";

/** A gamer who registered with a browser at an address, and a login from anywhere. */
async function withAda(details: { email?: string } = { email }) {
  const app = await createTestApp();
  const { password, account } = await app.gamer({ username: "Ada", ...details });
  await rows(app, "update audit_events set user_agent = 'Firefox', address = '192.0.2.1' returning id");
  async function login(userAgent: string | null, address: string, deviceId?: string) {
    const request = { requestId: "1", address, userAgent };
    return app.app.services.accounts.login({ username: "ada", password, device: "Phone", deviceId }, request);
  }
  return { app, account, login, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

async function notices(app: TestApp) {
  return (await app.mails()).filter(({ kind }) => kind === "new_login");
}

describe("a login from a device that is not known", () => {
  test("is told to the owner if neither its user agent nor its network has logged in before", async () => {
    await using here = await withAda();

    await here.login("Safari", "203.0.113.9");

    const [notice, ...more] = await notices(here.app);
    expect([notice?.to, notice?.code, more]).toEqual([email, null, []]);
    expect(notice?.text).toContain("203.0.113.9");
    expect(notice?.text).toContain("Phone");
    expect(notice?.text).toContain("Ada");
  });

  test.each([
    ["the user agent", "Firefox", "203.0.113.9"],
    ["the network", "Safari", "192.0.2.1"],
  ])("sends no mail if %s is that of an earlier one", async (_what, userAgent, address) => {
    await using here = await withAda();

    await here.login(userAgent, address);

    expect(await notices(here.app)).toEqual([]);
  });

  test("is told once a day at most", async () => {
    await using here = await withAda();

    await here.login("Safari", "203.0.113.9");
    await here.login("Chrome", "198.51.100.1");
    expect(await notices(here.app)).toHaveLength(1);
    here.app.clock.advance({ hours: 24 });
    await here.login("Opera", "198.51.100.200");

    expect(await notices(here.app)).toHaveLength(2);
  });

  test("is told again when the earlier ones are 90 days old", async () => {
    await using here = await withAda();
    here.app.clock.advance({ days: 1 });
    await here.login("Safari", "203.0.113.9");
    expect(await notices(here.app)).toHaveLength(1);
    here.app.clock.advance({ days: 89 });
    await here.login("Firefox", "192.0.2.1");

    expect(await notices(here.app)).toHaveLength(2);
  });

  test("sends no mail if it brings a known device's id", async () => {
    await using here = await withAda();
    const first = await here.login("Firefox", "192.0.2.1");

    await here.login("Safari", "203.0.113.9", first.valid ? first.deviceId : "");

    expect(await notices(here.app)).toEqual([]);
  });

  test("sends no mail if the account has never logged in here, as one that came from Django", async () => {
    await using here = await withAda();
    await rows(here.app, "delete from audit_events returning id");

    await here.login("Safari", "203.0.113.9");

    expect(await notices(here.app)).toEqual([]);
  });

  test("queues nothing for an account without an address", async () => {
    await using here = await withAda({});

    await here.login("Safari", "203.0.113.9");

    expect(await rows(here.app, "select kind from mails")).toEqual([]);
  });
});
