import {
  addressNumber,
  atOnce,
  createWire,
  goodPassword,
  inTurn,
  inWaves,
  statuses,
  type Wire,
} from "@levelup/test-support/wire.ts";
import bcrypt from "bcrypt";
import { afterEach, describe, expect, test, vi } from "vitest";
import { readSettings } from "../../src/settings/settings.ts";
import type { Limit } from "../../src/throttle/count-attempt.ts";
import type { CounterName } from "../../src/throttle/throttle.settings.ts";

/** A server with some of its limits real, and the others out of the way. */
function limited(limits: Partial<Record<CounterName, Limit>>): Promise<Wire> {
  return createWire({ settings: { passwords: { hashQueueLimit: 2000 }, throttle: { limits } } });
}

const hourly = (burst: number): Limit => ({ burst, perHour: 60 });
const wrong = "not the password";

async function owner(wire: Wire): Promise<{ username: string; token: string; deviceId: string }> {
  const { data } = await wire.register();
  const { token, deviceId, account } = data as { token: string; deviceId: string; account: { username: string } };
  return { token, deviceId, username: account.username };
}

afterEach(() => vi.restoreAllMocks());

describe("failures of an account", () => {
  test("E4: from 1000 addresses, 100 at once, are throttled: 10 are checked, 990 are refused", async () => {
    await using wire = await limited({ account: hourly(10) });
    const { username } = await owner(wire);
    const hash = vi.spyOn(bcrypt, "hash");

    const answers = await inWaves(10, 100, (index) => wire.login(username, wrong, { address: addressNumber(index) }));

    expect(statuses(answers)).toEqual({ 200: 10, 429: 990 });
    expect(hash).toHaveBeenCalledTimes(10);
  });

  test("E4: do not lock the owner out, on a device that logged in before", async () => {
    await using wire = await limited({ account: hourly(3), address: hourly(3), instance: hourly(3) });
    const { username, deviceId } = await owner(wire);
    await inTurn(3, () => wire.login(username, wrong));

    const stranger = await wire.login(username, goodPassword);
    const home = await wire.login(username, goodPassword, { deviceId });

    expect(stranger.error?.code).toBe("RATE_LIMITED");
    expect(home.data).toMatchObject({ valid: true, deviceId: expect.any(String) });
  });

  test("E4: are counted for a known device too, in a counter of its own that success clears", async () => {
    await using wire = await limited({ device: hourly(3) });
    const { username, deviceId } = await owner(wire);

    const twice = await inTurn(2, () => wire.login(username, wrong, { deviceId }));
    await wire.login(username, goodPassword, { deviceId });
    const thrice = await inTurn(4, () => wire.login(username, wrong, { deviceId }));

    expect(statuses(twice)).toEqual({ 200: 2 });
    expect(statuses(thrice)).toEqual({ 200: 3, 429: 1 });
  });

  test("E4: a forged, a foreign, a cut and an old device id count as none", async () => {
    await using wire = await limited({ account: hourly(3) });
    const { username, deviceId } = await owner(wire);
    const stranger = await owner(wire);
    await inTurn(3, () => wire.login(username, wrong));
    const [userId, time, name, signature] = deviceId.split(".");
    const [foreignId, ...foreignRest] = stranger.deviceId.split(".");
    const others = {
      foreign: stranger.deviceId,
      foreignRenamed: [userId, ...foreignRest].join("."),
      later: [userId, Number(time) + 1, name, signature].join("."),
      unsigned: [userId, time, name, "A".repeat(43)].join("."),
      cut: deviceId.slice(0, -1),
      nonsense: "\u0000💥",
      empty: "",
    };

    for (const presented of Object.values(others)) {
      const { error } = await wire.login(username, goodPassword, { deviceId: presented });
      expect(error?.code).toBe("RATE_LIMITED");
    }
    expect(foreignId).not.toBe(userId);
    expect((await wire.login(username, goodPassword, { deviceId })).status).toBe(200);
    wire.app.clock.advance({ days: 180 });
    await inTurn(3, () => wire.login(username, wrong));
    expect((await wire.login(username, goodPassword, { deviceId })).error?.code).toBe("RATE_LIMITED");
  });

  test("E4: a device id is no credential", async () => {
    await using wire = await limited({});
    const { username, deviceId } = await owner(wire);

    expect((await wire.get("account.me", { token: deviceId })).error?.code).toBe("TOKEN_INVALID");
    expect((await wire.login(username, wrong, { deviceId })).data).toEqual({ valid: false });
  });

  test("E8: make further attempts wait longer and longer, until one is forgiven as fast as one is made", async () => {
    await using wire = await limited({ account: { burst: 3, perHour: 60 } });
    const waits: (number | undefined)[] = [];

    await inTurn(3, () => wire.login("nobody", wrong));
    for (let round = 0; round < 9; round += 1) {
      const { error, headers } = await wire.login("nobody", wrong);
      waits.push(error?.retryAfterSeconds);
      expect(headers.get("retry-after")).toBe(String(error?.retryAfterSeconds));
      wire.app.clock.advance({ seconds: error?.retryAfterSeconds ?? 0 });
      expect((await wire.login("nobody", wrong)).status).toBe(200);
    }

    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 32, 60, 60]);
  });

  test("E8: are forgiven one by one in time, and nothing is locked for ever", async () => {
    await using wire = await limited({ account: { burst: 3, perHour: 60 } });
    const { username } = await owner(wire);
    await inTurn(3, () => wire.login(username, wrong));

    wire.app.clock.advance({ minutes: 2 });
    const afterTwoMinutes = await inTurn(3, () => wire.login(username, wrong));
    wire.app.clock.advance({ days: 1 });
    const nextDay = await inTurn(4, () => wire.login(username, wrong));
    wire.app.clock.advance({ minutes: 2 });

    expect(statuses(afterTwoMinutes)).toEqual({ 200: 2, 429: 1 });
    expect(statuses(nextDay)).toEqual({ 200: 3, 429: 1 });
    expect((await wire.login(username, goodPassword)).data).toMatchObject({ valid: true });
  });

  test("E8: refuse alike whether the account exists or not, and hash nothing, not even the right password", async () => {
    await using wire = await limited({ account: hourly(3) });
    const { username } = await owner(wire);
    await inTurn(3, () => wire.login(username, wrong));
    await inTurn(3, () => wire.login("nobody", wrong));
    const hash = vi.spyOn(bcrypt, "hash");

    const existing = await wire.login(username, goodPassword);
    const missing = await wire.login("nobody", goodPassword);

    expect(hash).not.toHaveBeenCalled();
    expect(withoutRequestId(existing)).toEqual(withoutRequestId(missing));
    expect(existing).toMatchObject({ status: 429, error: { code: "RATE_LIMITED", retryAfterSeconds: 1 } });
  });

  test("E4: are one counter for all spellings of the name", async () => {
    await using wire = await limited({ account: hourly(3) });

    const answers = await inTurn(4, (index) => wire.login(["Ada", "ada", "ＡＤＡ", "aDA"][index] ?? "", wrong));

    expect(statuses(answers)).toEqual({ 200: 3, 429: 1 });
  });

  test("E8: a login that succeeds takes back its own attempt, and those of strangers stay", async () => {
    await using wire = await limited({ account: hourly(3) });
    const { username } = await owner(wire);

    const right = await inTurn(5, () => wire.login(username, goodPassword));
    await inTurn(2, () => wire.login(username, wrong));
    const between = await wire.login(username, goodPassword);
    const last = await inTurn(2, () => wire.login(username, wrong));

    expect(statuses([...right, between])).toEqual({ 200: 6 });
    expect(statuses(last)).toEqual({ 200: 1, 429: 1 });
  });
});

test("E8: with the limits as they come, a day of guessing at one account makes fewer than 100 guesses", async () => {
  await using wire = await createWire({ settings: { throttle: { limits: readSettings({}).throttle.limits } } });
  const end = wire.app.clock.now().getTime() + 24 * 60 * 60 * 1000;
  let guesses = 0;

  for (let address = 0; wire.app.clock.now().getTime() < end; address += 1) {
    const { status, error } = await wire.login("ada", wrong, { address: addressNumber(address) });
    if (status === 200) guesses += 1;
    wire.app.clock.advance({ seconds: error?.retryAfterSeconds ?? 0 });
  }

  expect(guesses).toBeGreaterThan(50);
  expect(guesses).toBeLessThan(100);
});

describe("failures of an address", () => {
  test("E5: that sprays 1000 accounts are throttled, and other addresses do not feel it", async () => {
    await using wire = await limited({ address: hourly(50) });

    const answers = await inWaves(10, 100, (index) => wire.login(`gamer-${index}`, wrong, { address: "192.0.2.7" }));

    expect(statuses(answers)).toEqual({ 200: 50, 429: 950 });
    expect((await wire.login("gamer-1", wrong, { address: "192.0.2.8" })).status).toBe(200);
  });

  test.each([
    ["one /64 of IPv6", ["2001:db8:1:2::1", "2001:db8:1:2:ffff::", "2001:DB8:1:2:a:b:c:d", "2001:db8:1:2::"]],
    [
      "one IPv4 address in other spellings",
      ["192.0.2.9", "::ffff:192.0.2.9", "::FFFF:c000:209", "0:0:0:0:0:ffff:192.0.2.9"],
    ],
  ])("E5: %s is one bucket", async (_what, addresses) => {
    await using wire = await limited({ address: hourly(3) });

    const answers = await inTurn(4, (index) =>
      wire.login(`gamer-${index}`, wrong, { address: addresses[index] ?? "" }),
    );

    expect(statuses(answers)).toEqual({ 200: 3, 429: 1 });
  });

  test("E5: the next /64 is another bucket", async () => {
    await using wire = await limited({ address: hourly(1) });

    const answers = await inTurn(2, (index) => wire.login("ada", wrong, { address: `2001:db8:1:${index}::1` }));

    expect(statuses(answers)).toEqual({ 200: 2 });
  });

  test("E5: that are refused leave the counters of the accounts alone", async () => {
    await using wire = await limited({ address: hourly(1), account: hourly(2) });
    await wire.login("ada", wrong, { address: "192.0.2.7" });
    const refused = await inTurn(20, () => wire.login("ada", wrong, { address: "192.0.2.7" }));

    const fromElsewhere = await inTurn(2, (index) => wire.login("ada", wrong, { address: addressNumber(index) }));

    expect(statuses(refused)).toEqual({ 429: 20 });
    expect(statuses(fromElsewhere)).toEqual({ 200: 1, 429: 1 });
  });
});

describe("the other counters", () => {
  test("E4: failures of all accounts from all addresses together are throttled", async () => {
    await using wire = await limited({ instance: { burst: 20, perHour: 36_000 } });

    const answers = await inTurn(25, (index) => wire.login(`gamer-${index}`, wrong, { address: addressNumber(index) }));

    expect(statuses(answers)).toEqual({ 200: 20, 429: 5 });
    wire.app.clock.advance({ seconds: 1 });
    expect((await wire.login("another", wrong)).status).toBe(200);
  });

  test("E5: registrations of an address are throttled, whatever becomes of them", async () => {
    await using wire = await limited({ registration: hourly(4) });

    const taken = await inTurn(4, () => wire.register({ username: "ada" }, { address: "192.0.2.7" }));
    const fifth = await wire.register({}, { address: "192.0.2.7" });

    expect(statuses(taken)).toEqual({ 200: 1, 409: 3 });
    expect(fifth.error?.code).toBe("RATE_LIMITED");
    expect((await wire.register({}, { address: "192.0.2.8" })).status).toBe(200);
  });

  test("C10: password changes with a wrong current password are throttled", async () => {
    await using wire = await limited({ proof: hourly(3) });
    const { token } = await owner(wire);
    const change = (currentPassword: string) =>
      wire.post("account.changePassword", { currentPassword, newPassword: "another good one" }, { token });

    const guesses = await inTurn(3, () => change(wrong));
    const hash = vi.spyOn(bcrypt, "hash");
    const right = await change(goodPassword);

    expect(guesses.map(({ error }) => error?.code)).toEqual(["WRONG_PASSWORD", "WRONG_PASSWORD", "WRONG_PASSWORD"]);
    expect(right.error?.code).toBe("RATE_LIMITED");
    expect(hash).not.toHaveBeenCalled();
  });

  test("E10: createCaller, tRPC and the Django API share the counters", async () => {
    await using wire = await limited({ account: hourly(3) });
    const django = () =>
      wire.request("/login", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: "ada", password: wrong }),
      });
    await wire.login("ada", wrong);
    await wire.app.anonymous.auth.login({ username: "ada", password: wrong });
    const third = await django();
    const fourth = await django();

    expect([third.status, third.text]).toEqual([200, '{"valid":false}']);
    expect([fourth.status, fourth.headers.get("retry-after")]).toEqual([429, "1"]);
    expect((await wire.login("ada", wrong)).error?.code).toBe("RATE_LIMITED");
    await expect(wire.app.anonymous.auth.login({ username: "ada", password: wrong })).rejects.toThrow(
      "Too many attempts",
    );
  });
});

describe("the counters' store", () => {
  test("E9: that fails stops logins, registrations and password changes with UNAVAILABLE, before any hash", async () => {
    await using wire = await limited({});
    const { username, token } = await owner(wire);
    await wire.app.app.database.fork().execute("alter table attempts rename to attempts_no_more");
    const hash = vi.spyOn(bcrypt, "hash");

    const answers = [
      await wire.login(username, goodPassword),
      await wire.register(),
      await wire.post(
        "account.changePassword",
        { currentPassword: goodPassword, newPassword: "another good one" },
        { token },
      ),
    ];

    expect(statuses(answers)).toEqual({ 503: 3 });
    for (const { error, headers } of answers) {
      expect(error).toMatchObject({ code: "UNAVAILABLE", retryAfterSeconds: 1 });
      expect(headers.get("retry-after")).toBe("1");
    }
    expect(hash).not.toHaveBeenCalled();
    expect((await wire.get("account.me", { token })).status).toBe(200);
  });

  test("E9: holds no username and no address", async () => {
    await using wire = await limited({});
    await wire.login("ada.lovelace", wrong, { address: "203.0.113.77" });

    const dump = JSON.stringify(
      await wire.app.app.database.fork().execute("select encode(key, 'escape'), t.* from attempts t"),
    );

    expect(dump.length).toBeGreaterThan(100);
    expect(dump).not.toMatch(/ada|lovelace|203\.0\.113/);
  });

  test("E4: forgets what has expired in small steps: a spray of names does not fill it for good", async () => {
    await using wire = await limited({ account: { burst: 10, perHour: 60 } });
    const count = async () => {
      const [row] = await wire.app.app.database
        .fork()
        .execute<{ rows: number }[]>("select count(*)::int as rows from attempts");
      return row?.rows ?? 0;
    };
    await atOnce(40, (index) => wire.login(`gamer-${index}`, wrong));
    const full = await count();

    wire.app.clock.advance({ minutes: 2 });
    await inTurn(5, () => wire.login("ada", wrong));

    expect(full).toBeGreaterThan(40);
    expect(await count()).toBeLessThan(5);
  });
});

function withoutRequestId({ status, headers, text }: { status: number; headers: Headers; text: string }) {
  const kept = [...headers].filter(([name]) => name !== "date" && name !== "x-request-id");
  return { status, headers: kept, text: text.replace(/"requestId":"[^"]+"/, "") };
}
