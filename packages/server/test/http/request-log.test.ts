import { createWire, tokenOf, type Wire } from "@levelup/test-support/wire.ts";
import { expect, test } from "vitest";

type Line = Record<string, unknown>;

/** The lines of the requests that some work makes. */
async function requestLines(wire: Wire, work: () => Promise<unknown>): Promise<Line[]> {
  const before = wire.app.logLines().length;
  await work();
  const lines = wire.app.logLines().slice(before);
  return lines.map((line): Line => JSON.parse(line)).filter(({ msg }) => msg === "request");
}

const client = "203.0.113.7";
const strict = { burst: 1, perHour: 1 };

test("R21: the line of a request says from where it came, and by whose account and token", async () => {
  await using wire = await createWire();
  const { data } = await wire.register();
  const token = tokenOf(data);
  const { id: userId } = (data as { account: { id: number } }).account;
  const list = (await wire.get("tokens.list", { token })).data as { id: number }[];

  const lines = await requestLines(wire, async () => {
    await wire.get("account.me", { token, address: client });
    await wire.get("account.me,tokens.list?batch=1&input={}", { token, address: client });
    await wire.request("/profile", { headers: { authorization: `Token ${token}`, "x-forwarded-for": client } });
  });

  const known = { address: client, userId, tokenId: list[0]?.id, status: 200 };
  expect(lines).toEqual([
    expect.objectContaining(known),
    expect.objectContaining(known),
    expect.objectContaining(known),
  ]);
  for (const line of lines) expect(line).not.toHaveProperty("code");
});

test("R21: a refused token, batch, login and media type are in the log with their address and code", async () => {
  await using wire = await createWire({ settings: { throttle: { limits: await limitsOfOne() } } });

  const lines = await requestLines(wire, async () => {
    await wire.get("account.me", { token: "bad", address: client });
    await wire.get("account.me", { address: client });
    await wire.get("account.me?batch=1&input={}", { token: "bad", address: client });
    await wire.post("auth.login,auth.login?batch=1", {}, { address: client });
    await wire.login("ada", "a guess", { address: client });
    await wire.login("ada", "a guess", { address: client });
    await wire.request("/trpc/auth.login", { method: "POST", body: "x", headers: { "x-forwarded-for": client } });
    await wire.request("/nowhere", { headers: { "x-forwarded-for": client } });
  });

  expect(lines.map(({ status, code = null, address }) => [status, code, address])).toEqual([
    [401, "TOKEN_INVALID", client],
    [401, "TOKEN_MISSING", client],
    [401, "TOKEN_INVALID", client],
    [400, "BATCH_REFUSED", client],
    [200, null, client],
    [429, "RATE_LIMITED", client],
    [415, "UNSUPPORTED_MEDIA_TYPE", client],
    [404, null, client],
  ]);
});

test("R21: what a client sends makes a line no longer than a bound, and one request makes one line", async () => {
  await using wire = await createWire();
  const long = "x".repeat(3000);
  const before = wire.app.logLines().length;

  await wire.request(`/${long}?${long}`, {
    headers: { "user-agent": long, "x-forwarded-for": long, authorization: long },
  });

  const lines = wire.app.logLines().slice(before);
  expect(lines.filter((line) => line.includes('"msg":"request"'))).toHaveLength(1);
  for (const line of lines) expect(line.length).toBeLessThan(700);
});

/** Limits that the second failure meets. */
async function limitsOfOne() {
  await using wire = await createWire();
  return { ...wire.app.app.settings.throttle.limits, account: strict };
}
