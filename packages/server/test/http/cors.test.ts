import { createWire } from "@levelup/test-support/wire.ts";
import { expect, test } from "vitest";
import { readSettings } from "../../src/settings/settings.ts";
import { StartError } from "../../src/start-error.ts";

const asks = { "access-control-request-method": "POST", "access-control-request-headers": "baggage,sentry-trace" };

test.each(["capacitor://localhost", "ionic://localhost", "tauri://localhost", "chrome-extension://abcdefghijklmnop"])(
  "R32: a page of an app may be listed by its origin as it is: %s",
  async (origin) => {
    const { corsOrigins } = readSettings({ CORS_ORIGINS: `https://play.example.com, ${origin}` }).http;
    await using wire = await createWire({ settings: { http: { corsOrigins } } });

    const preflight = await wire.request("/trpc/auth.login", { method: "OPTIONS", headers: { origin, ...asks } });
    const call = await wire.get("account.me", { headers: { origin } });

    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
    expect([call.status, call.headers.get("access-control-allow-origin")]).toEqual([401, origin]);
  },
);

test.each(["capacitor:localhost", "capacitor://localhost/", "null", "*", "file:", "ws://a.example", "://localhost"])(
  "CORS_ORIGINS=%s is no origin, and the start says so",
  (list) => {
    expect(() => readSettings({ CORS_ORIGINS: list })).toThrow(StartError);
  },
);

test("R32: request headers may be added to those that are allowed", async () => {
  const { corsHeaders } = readSettings({ CORS_HEADERS: "sentry-trace, baggage,trpc-accept" }).http;
  await using wire = await createWire({ settings: { http: { corsHeaders } } });
  const origin = "http://localhost:3000";

  const { headers } = await wire.request("/trpc/auth.login", { method: "OPTIONS", headers: { origin, ...asks } });

  expect(headers.get("access-control-allow-headers")).toBe(
    "accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with, sentry-trace, baggage, trpc-accept",
  );
});

test.each(["a b", "a:b", "a,,b", "a\r\nb", "ä"])("CORS_HEADERS=%j names no headers, and the start says so", (list) => {
  expect(() => readSettings({ CORS_HEADERS: list })).toThrow(StartError);
});
