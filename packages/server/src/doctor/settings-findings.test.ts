import { describe, expect, test } from "vitest";
import { readSettings } from "../settings/settings.ts";
import { settingsFindings } from "./settings-findings.ts";

const checks = (env: Record<string, string>) =>
  settingsFindings(readSettings(env)).map(({ level, check }) => `${level} ${check}`);

describe("the settings", () => {
  test.for([
    [{}, ["ok settings"]],
    [{ HOST: "127.0.0.1", METRICS_PORT: "9464" }, ["ok settings"]],
    [{ HOST: "0.0.0.0" }, ["warning network", "warning cors"]],
    [{ HOST: "0.0.0.0", TRUST_PROXY: "10.0.0.0/8", CORS_ORIGINS: "https://play.example.com" }, ["ok settings"]],
    [{ CORS_ORIGINS: "http://play.example.com,https://a.example.com" }, ["warning cors"]],
    [{ CORS_ORIGINS: "http://[::1]:3000" }, ["ok settings"]],
    [{ METRICS_PORT: "9464", METRICS_HOST: "::" }, ["warning metrics"]],
    [{ BCRYPT_COST: "11" }, ["warning passwords"]],
    [{ HASH_CONCURRENCY: "1024" }, ["warning hashing"]],
    [{ TOKEN_IDLE_DAYS: "91" }, ["warning tokens"]],
    [{ TOKEN_HARD_DAYS: "731" }, ["warning tokens"]],
    [{ ACCOUNT_FAILURES_BURST: "101", DEVICE_FAILURES_PER_HOUR: "101" }, ["warning throttle", "warning throttle"]],
  ] as const)("%j: %j", ([env, expected]) => {
    expect(checks(env)).toEqual(expected);
  });

  test("that are weak come with what to do", () => {
    for (const { remedy } of settingsFindings(readSettings({ HOST: "0.0.0.0", BCRYPT_COST: "10" })))
      expect(remedy).toMatch(/^\w/);
  });
});
