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
  ])("E7: behind trusted proxies, of %j the rightmost untrusted hop counts: %s", async (forwarded, address) => {
    await using wire = await createWire({ settings: { http: { trustProxy: ["127.0.0.1", "::1", "10.0.0.0/8"] } } });

    const found = await seen(wire, forwarded);

    expect(found === "::1" ? "127.0.0.1" : found).toBe(address);
  });

  test("of a client that has already left is one for all of them, and no fault of the server's", () => {
    expect(trustedProxies(["10.0.0.0/8"])(undefined)).toBe(false);
    expect(clientAddress({ ip: undefined })).toBe("0.0.0.0");
  });
});
