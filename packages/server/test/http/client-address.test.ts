import { createWire, inTurn, tokenOf, type Wire } from "@levelup/test-support/wire.ts";
import { describe, expect, test } from "vitest";
import { clientAddress, trustedProxies } from "../../src/http/client-address.ts";

describe("the client's address", () => {
  const seen = async (wire: Wire, forwarded: string) => {
    const { data } = await wire.register({}, { address: forwarded });
    const list = await wire.get("tokens.list", { token: tokenOf(data) });
    return (list.data as { address: string }[])[0]?.address;
  };

  test("E7: X-Forwarded-For of a peer that is no proxy of ours is ignored", async () => {
    await using wire = await createWire({ settings: { http: { trustProxy: [] } } });

    expect(["127.0.0.1", "::1"]).toContain(await seen(wire, "203.0.113.7"));
  });

  test("E7: a proxy that TRUST_PROXY does not name is told to the operator, once", async () => {
    await using wire = await createWire({ settings: { http: { trustProxy: [] } } });

    await inTurn(3, () => wire.get("account.me", { address: "203.0.113.7" }));

    expect(wire.app.logLines().filter((line) => line.includes("TRUST_PROXY"))).toHaveLength(1);
  });

  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["1.2.3.4, 203.0.113.7", "203.0.113.7"],
    ["1.2.3.4, 203.0.113.7, 10.1.2.3", "203.0.113.7"],
    ["203.0.113.7, ::ffff:10.9.9.9, 10.1.2.3", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:DB8::7", "2001:db8::7"],
    ["1.2.3.4, garbage, 10.1.2.3", "10.1.2.3"],
    [`${"x".repeat(500)}`, "127.0.0.1"],
    ["' OR 1=1--", "127.0.0.1"],
    ["", "127.0.0.1"],
    ["203.0.113.9:4711", "203.0.113.9"],
    ["[2001:db8::9]:4711", "2001:db8::9"],
    ["[2001:db8::9]", "2001:db8::9"],
    ['"203.0.113.9"', "203.0.113.9"],
    ['"203.0.113.9:4711"', "203.0.113.9"],
    ['"[2001:DB8::9]:4711"', "2001:db8::9"],
    ["[::ffff:203.0.113.9]:80", "203.0.113.9"],
    ["fe80::9%eth0", "fe80::9"],
    ["203.0.113.9:4711, 10.1.2.3:80, [::ffff:10.1.2.4]:80", "203.0.113.9"],
    ["203.0.113.9:4711, garbage:80", "127.0.0.1"],
    ["2130706433", "127.0.0.1"],
    ["0x7f.1", "127.0.0.1"],
    ["203.0.113", "127.0.0.1"],
  ])("R28: behind trusted proxies, of %j the rightmost untrusted hop counts: %s", async (forwarded, address) => {
    await using wire = await createWire({ settings: { http: { trustProxy: ["127.0.0.1", "::1", "10.0.0.0/8"] } } });

    const found = await seen(wire, forwarded);

    expect(found === "::1" ? "127.0.0.1" : found).toBe(address);
  });

  test("R28: a trusted proxy that names no address is told to the operator, once, with what it says", async () => {
    await using wire = await createWire();

    await inTurn(3, () => wire.get("account.me", { address: `unknown ${"x".repeat(200)}` }));

    const told = wire.app.logLines().filter((line) => line.includes("names no address"));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? "{}").hop).toMatch(/^unknown x{92}$/);
  });

  test("E7: a proxy beside those that TRUST_PROXY names is told too", async () => {
    await using wire = await createWire({ settings: { http: { trustProxy: ["10.0.0.0/8"] } } });

    await wire.get("account.me", { address: "203.0.113.7" });

    expect(wire.app.logLines().filter((line) => line.includes("TRUST_PROXY"))).toHaveLength(1);
  });

  test.each([
    ["10.0.0.0/8", "10.1.2.3", true],
    ["10.0.0.0/8", "11.1.2.3", false],
    ["::ffff:10.1.2.3", "10.1.2.3", true],
    ["::ffff:10.0.0.0/104", "::ffff:10.1.2.3", true],
    ["2001:db8::/32", "2001:db8:1::1", true],
    ["2001:db8::/32", "10.1.2.3", false],
    ["10.1.2.3", "[::ffff:10.1.2.3]:80", true],
    ["10.1.2.3", "10.1.2.3.4", false],
  ])("E7: TRUST_PROXY=%s and the peer %s: %s", (network, peer, trusted) => {
    expect(trustedProxies([network])(peer)).toBe(trusted);
  });

  test("of a client that has already left is one for all of them, and no fault of the server's", () => {
    expect(trustedProxies(["10.0.0.0/8"])(undefined)).toBe(false);
    expect(clientAddress({ ip: undefined })).toBe("0.0.0.0");
  });
});
