import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postFrom } from "./nginx.ts";
import { type Site, startSite } from "./nginx-site.ts";
import { type OperatedServer, post, registration, usersWithoutGamer, wholeAccountsOf } from "./operated-server.ts";
import { keepRegistering } from "./registering.ts";
import { atOnce, inTurn, readAnswer, statuses, tokenOf } from "./wire.ts";

/** For so long at most a replica may not know yet that another has ended a token. */
const revocationReachesMs = 1000;

/** Wrong passwords that pass at once. After them one passes when 1 s has gone by, one 2 s later, one 4 s later … */
const burst = 10;

/** Starts of servers on a busy machine. */
const timeoutMs = 120_000;

function me(url: string, token: string): Promise<Response> {
  return fetch(`${url}/trpc/account.me`, { headers: { authorization: `Token ${token}` } });
}

/** How many requests a replica has answered. */
function answered({ process }: OperatedServer, path: string): number {
  return process.output().split(`"path":"${path}"`).length - 1;
}

describe("two replicas behind nginx", { timeout: timeoutMs }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite({
      ACCOUNT_FAILURES_BURST: `${burst}`,
      ACCOUNT_FAILURES_PER_HOUR: "1",
      ADDRESS_FAILURES_BURST: "1000",
      REGISTRATIONS_BURST: "3",
      REGISTRATIONS_PER_HOUR: "1",
      HASH_QUEUE_LIMIT: "1000",
    });
  }, timeoutMs);
  afterAll(() => site?.[Symbol.asyncDispose]());

  const register = (address: string, headers: Record<string, string> = {}) =>
    postFrom(address, `${site.url}/trpc/auth.register`, registration(crypto.randomUUID()), headers);

  test("D5: a token that one minted opens the other, and one that it ended is refused by the other within a second", async () => {
    const [one, other] = site.replicas;
    const { result } = (await (await one.register(crypto.randomUUID())).json()) as { result: { data: unknown } };
    const token = tokenOf(result.data);
    const opened = [await me(one.url, token), await me(other.url, token), await me(site.url, token)];

    const ended = await fetch(`${one.url}/trpc/auth.logout`, {
      method: "POST",
      headers: { authorization: `Token ${token}`, "content-type": "application/json" },
    });
    const endedAt = performance.now();
    const onOne = await me(one.url, token);
    let onOther = await me(other.url, token);
    while (onOther.status === 200 && performance.now() - endedAt < revocationReachesMs)
      onOther = await me(other.url, token);

    expect(opened.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([ended, onOne, onOther].map(({ status }) => status)).toEqual([200, 401, 401]);
  });

  test("E6: of many wrong passwords at once, which nginx spreads over both, no more are tried than the limit says", async () => {
    const wrong = post({ username: "somebody", password: "wrong" });
    const startedAt = performance.now();

    const answers = await atOnce(4 * burst, async () => {
      const response = await fetch(`${site.url}/trpc/auth.login`, wrong);
      return readAnswer(response.status, response.headers, await response.text());
    });

    const seconds = (performance.now() - startedAt) / 1000;
    const { 200: tried = 0, 429: refused = 0 } = statuses(answers);
    expect(tried).toBeGreaterThanOrEqual(burst);
    expect(tried).toBeLessThanOrEqual(burst + Math.floor(Math.log2(seconds + 1)));
    expect(tried + refused).toBe(answers.length);
    for (const replica of site.replicas) expect(answered(replica, "/trpc/auth.login")).toBeGreaterThanOrEqual(burst);
  });

  test("E7: the client's address is its own, not nginx's and not one that it made up", async () => {
    const { data } = await register("127.0.0.2", { "x-forwarded-for": "198.51.100.9" });

    const list = await fetch(`${site.url}/trpc/tokens.list`, { headers: { authorization: `Token ${tokenOf(data)}` } });

    expect(await list.json()).toMatchObject({ result: { data: [{ address: "127.0.0.2" }] } });
  });

  test("E5: every client has counters of its own, which both replicas share", async () => {
    const answers = await inTurn(4, () => register("127.0.0.3"));
    const somebodyElse = await register("127.0.0.4");

    expect([...answers, somebodyElse].map(({ status }) => status)).toEqual([200, 200, 200, 429, 200]);
  });
});

test(
  "G7: a replica that is killed with -9 under load takes no acknowledged registration with it, and the other goes on",
  async () => {
    await using site = await startSite({});
    const clients = 4;
    const registering = keepRegistering((username) => fetch(`${site.url}/trpc/auth.register`, registration(username)), {
      clients,
      // Not sent again: one that ran twice would be refused, its name being taken.
      check: ({ status }) => expect(status).toBe(502),
    });
    await registering.more(10);
    await site.replicas[0].process.stop("SIGKILL");
    await registering.more(20);
    await registering.stop();

    const cut = registering.ended.filter(({ outcome }) => outcome !== 200);
    expect(cut.length).toBeLessThanOrEqual(clients);
    const acknowledged = registering.acknowledged();
    expect(await site.database.count(wholeAccountsOf(acknowledged))).toBe(acknowledged.length);
    expect(await site.database.count(usersWithoutGamer)).toBe(0);
  },
  timeoutMs,
);

test(
  "G6: replicas that are restarted one after the other under load lose no call",
  async () => {
    // nginx leaves a replica alone for longer than that replica drains.
    await using site = await startSite({ STOP_DRAIN_MS: "1000" }, { "fail_timeout=10s": "fail_timeout=2s" });
    const registering = keepRegistering((username) => fetch(`${site.url}/trpc/auth.register`, registration(username)), {
      clients: 3,
    });
    await registering.more(5);

    const codes: (number | null)[] = [];
    for (const index of [0, 1] as const) {
      const { process } = site.replicas[index];
      process.child.kill("SIGTERM");
      // What the operator of a rolling restart does: have nginx look.
      const looking = new AbortController();
      const looks = (async () => {
        while (!looking.signal.aborted) {
          expect((await fetch(`${site.url}/readyz`)).status).toBe(200);
          await wait(20);
        }
      })();
      codes.push((await process.exit).code);
      looking.abort();
      await looks;
      await site.restart(index);
      // It is in use again before the next one goes.
      while (answered(site.replicas[index], "/trpc/auth.register") === 0) await registering.more(1);
    }
    await registering.more(5);
    await registering.stop();

    expect(codes).toEqual([0, 0]);
    expect(registering.ended.filter(({ outcome }) => outcome !== 200)).toEqual([]);
    expect(await site.database.count(wholeAccountsOf(registering.acknowledged()))).toBe(registering.ended.length);
  },
  timeoutMs,
);
