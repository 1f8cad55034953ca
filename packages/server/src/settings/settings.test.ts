import { describe, expect, test } from "vitest";
import { readSettings } from "./settings.ts";

describe("readSettings", () => {
  test("needs nothing: an empty environment runs on the embedded database, on both loopbacks", () => {
    expect(readSettings({})).toMatchObject({
      database: { url: null, folder: ".levelup" },
      http: { host: "localhost", port: 8000 },
    });
  });

  test("counts an empty variable as not set", () => {
    expect(readSettings({ PORT: "", DATABASE_URL: "" })).toEqual(readSettings({}));
  });

  test("takes a database URL for PostgreSQL, and then has no folder", () => {
    const url = "postgres://levelup:secret@db.internal:5432/levelup";
    const { database } = readSettings({ DATABASE_URL: url });

    expect([database.url?.reveal(), database.folder]).toEqual([url, null]);
    expect(JSON.stringify(database)).not.toContain("secret@");
  });

  test.each([
    [{ PORT: "65536" }, "PORT must be at most 65535."],
    [{ PORT: "80.5" }, "PORT must be a whole number."],
    [{ BCRYPT_COST: "4" }, "BCRYPT_COST must be at least 10."],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent."],
    [{ TOKEN_IDLE_DAYS: "366" }, "TOKEN_IDLE_DAYS must be at most TOKEN_HARD_DAYS."],
    [{ TRUST_PROXY: "10.0.0.0/8,proxy.internal" }, "TRUST_PROXY must be addresses and ranges"],
    [{ TRUST_PROXY: "0.0.0.0/0" }, "TRUST_PROXY must be addresses and ranges"],
    [{ TRUST_PROXY: "10.0.0.0/33" }, "TRUST_PROXY must be addresses and ranges"],
    [{ DEVICE_SECRET: "too short" }, "DEVICE_SECRET must be at least 32 characters."],
    [{ HASH_QUEUE_DEADLINE_MS: "60000" }, "HASH_QUEUE_DEADLINE_MS must be shorter than IDLE_TIMEOUT_MS."],
    [
      { TOKEN_IDLE_DAYS: "1", TOKEN_RENEW_MINUTES: "1440" },
      "TOKEN_RENEW_MINUTES must be shorter than TOKEN_IDLE_DAYS.",
    ],
    [{ STOP_DRAIN_MS: "25000" }, "STOP_DRAIN_MS must be shorter than STOP_GRACE_MS."],
  ])("refuses %j", (record, message) => {
    expect(() => readSettings(record)).toThrow(message);
  });

  test("takes proxies as addresses and ranges, and trusts none by default", () => {
    expect(readSettings({}).http.trustProxy).toEqual([]);
    expect(readSettings({ TRUST_PROXY: "10.0.0.0/8, ::1,fd00::/8" }).http.trustProxy).toEqual([
      "10.0.0.0/8",
      "::1",
      "fd00::/8",
    ]);
  });

  test("does not repeat a value: it may be a secret in the wrong place", () => {
    expect(() => readSettings({ DATABASE_URL: "hunter2" })).toThrow(expect.not.stringContaining("hunter2"));
  });
});
