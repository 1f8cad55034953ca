import { expect, test } from "vitest";
import { deviceKind, deviceName, placeName } from "./device-name.ts";

const named = (device: string | null, userAgent: string | null) => ({ device, userAgent });
const mozilla = "Mozilla/5.0";

test.each([
  ["Level Up for Android", named("Level Up for Android", `${mozilla} (Linux; Android 17) Chrome/150.0 Mobile`)],
  ["Chrome on Windows", named(null, `${mozilla} (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36`)],
  ["Edge on Windows", named(null, `${mozilla} (Windows NT 10.0) AppleWebKit/537 Chrome/156.0 Safari/537 Edg/156.0`)],
  ["Firefox on Linux", named(null, `${mozilla} (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0`)],
  [
    "Safari on iPhone",
    named(null, `${mozilla} (iPhone; CPU iPhone OS 20_0 like Mac OS X) Version/20.0 Mobile Safari/604`),
  ],
  ["Safari on Mac", named(null, `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) Version/20.0 Safari/605.1.15`)],
  ["curl", named(null, "curl/8.20.0")],
  ["Unknown device", named(null, null)],
])("calls a device %s", (name, token) => {
  expect(deviceName(token)).toBe(name);
});

test.each([
  ["phone", named(null, `${mozilla} (iPhone; CPU iPhone OS 20_0 like Mac OS X) Mobile Safari/604`)],
  ["computer", named(null, `${mozilla} (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0`)],
  ["program", named("backup script", "node")],
] as const)("draws a %s", (kind, token) => {
  expect(deviceKind(token)).toBe(kind);
});

test.each([
  ["::1", "localhost"],
  ["127.0.0.1", "localhost"],
  ["::ffff:127.0.0.1", "localhost"],
  ["203.0.113.7", "203.0.113.7"],
  ["2001:db8::1", "2001:db8::1"],
])("calls the address %s %s", (address, name) => {
  expect(placeName(address)).toBe(name);
});
