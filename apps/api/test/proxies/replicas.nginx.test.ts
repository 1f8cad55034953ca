import { setTimeout as wait } from "node:timers/promises";
import { postFrom } from "@levelup/test-support/nginx.ts";
import { type Site, startSite } from "@levelup/test-support/nginx-site.ts";
import {
  type OperatedServer,
  post,
  registration,
  usersWithoutGamer,
  wholeAccountsOf,
} from "@levelup/test-support/operated-server.ts";
import { keepRegistering } from "@levelup/test-support/registering.ts";
import { type Answer, atOnce, statuses, tokenOf } from "@levelup/test-support/wire.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** For so long at most a replica may not know yet that another has ended a token. */
const revocationReachesMs = 1000;

/** Attempts that pass at once. */
const accountBurst = 10;
const addressBurst = 3;

/** Starts of servers on a busy machine. */
const timeoutMs = 240_000;

function me(url: string, token: string): Promise<Response> {
  return fetch(`${url}/trpc/account.me`, { headers: { authorization: `Token ${token}` } });
}

/** How many requests a replica has answered. */
function answered({ process }: OperatedServer, path: string): number {
  return process.output().split(`"path":"${path}"`).length - 1;
}

/** So many pass at once; then one when 1 s has gone by, one 2 s later, one 4 s later … The others are refused. */
function expectLimit(answers: Answer[], burst: number, startedAt: number): void {
  const seconds = (performance.now() - startedAt) / 1000;
  const { 200: passed = 0, 429: refused = 0 } = statuses(answers);
  expect(passed).toBeGreaterThanOrEqual(burst);
  expect(passed).toBeLessThanOrEqual(burst + Math.floor(Math.log2(seconds + 1)));
  expect(passed + refused).toBe(answers.length);
}

describe("two replicas behind nginx", { timeout: timeoutMs }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite(
      {
        ACCOUNT_FAILURES_BURST: `${accountBurst}`,
        ACCOUNT_FAILURES_PER_HOUR: "1",
        ADDRESS_FAILURES_BURST: `${addressBurst}`,
        ADDRESS_FAILURES_PER_HOUR: "1",
        STOP_DRAIN_MS: "1000",
      },
      // Longer than a replica drains, as in the file.
      { "fail_timeout=10s": "fail_timeout=2s" },
    );
  }, timeoutMs);
  afterAll(() => site?.[Symbol.asyncDispose]());

  const register = (username: string) => fetch(`${site.url}/trpc/auth.register`, registration(username));
  /** Until nginx uses it again. */
  async function restart(index: 0 | 1): Promise<void> {
    await site.restart(index);
    while (answered(site.replicas[index], "/trpc/auth.register") === 0) {
      await (await register(crypto.randomUUID())).text();
    }
  }
  const failToLogIn = (address: string, username: string) =>
    postFrom(address, `${site.url}/trpc/auth.login`, post({ username, password: "wrong" }));

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
    while (onOther.status === 200 && performance.now() - endedAt < revocationReachesMs) {
      onOther = await me(other.url, token);
    }

    expect(opened.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([ended, onOne, onOther].map(({ status }) => status)).toEqual([200, 401, 401]);
  });

  test("E6: of many wrong passwords at once, which nginx spreads over both, no more are tried than the limit says", async () => {
    const startedAt = performance.now();

    const answers = await atOnce(4 * accountBurst, (index) => failToLogIn(`127.0.1.${index + 1}`, "somebody"));

    expectLimit(answers, accountBurst, startedAt);
    const tried = site.replicas.map((replica) => answered(replica, "/trpc/auth.login"));
    expect(Math.min(...tried)).toBeGreaterThanOrEqual(accountBurst);
  });

  test("E5: every client has counters of its own, which both replicas share", async () => {
    const startedAt = performance.now();

    const answers = await atOnce(4 * addressBurst, (index) => failToLogIn("127.0.0.3", `gamer-${index}`));
    const somebodyElse = await failToLogIn("127.0.0.4", "gamer-0");

    expectLimit(answers, addressBurst, startedAt);
    expect(somebodyElse.status).toBe(200);
  });

  test("E7: the client's address is its own, not nginx's and not one that it made up", async () => {
    const init = registration(crypto.randomUUID());
    const forged = { "x-forwarded-for": "198.51.100.9" };
    const { data } = await postFrom("127.0.0.2", `${site.url}/trpc/auth.register`, init, forged);

    const list = await fetch(`${site.url}/trpc/tokens.list`, { headers: { authorization: `Token ${tokenOf(data)}` } });

    expect(await list.json()).toMatchObject({ result: { data: [{ address: "127.0.0.2" }] } });
  });

  test("G7: one that is killed with -9 under load takes no acknowledged registration with it, and the other goes on", async () => {
    const clients = 4;
    const registering = keepRegistering(register, {
      clients,
      // Not sent again: one that ran twice would be refused, its name being taken.
      check: ({ status }) => expect(status).toBe(502),
    });
    await registering.more(10);
    await site.replicas[0].process.stop("SIGKILL");
    await registering.more(20);
    await registering.stop();
    await restart(0);

    expect(registering.ended.filter(({ outcome }) => outcome !== 200).length).toBeLessThanOrEqual(clients);
    const acknowledged = registering.acknowledged();
    expect(await site.database.count(wholeAccountsOf(acknowledged))).toBe(acknowledged.length);
    expect(await site.database.count(usersWithoutGamer)).toBe(0);
  });

  test("G6: when they are restarted one after the other under load, no call is lost", async () => {
    const registering = keepRegistering(register, { clients: 3 });
    await registering.more(5);

    const codes: (number | null)[] = [];
    for (const index of [0, 1] as const) {
      const { process } = site.replicas[index];
      process.child.kill("SIGTERM");
      // What the operator of a rolling restart does: have nginx look.
      const looking = new AbortController();
      const looks = (async () => {
        while (!looking.signal.aborted) {
          await (await fetch(`${site.url}/readyz`)).text();
          await wait(20);
        }
      })();
      codes.push((await process.exit).code);
      looking.abort();
      await looks;
      await restart(index);
    }
    await registering.more(5);
    await registering.stop();

    expect(codes).toEqual([0, 0]);
    expect(registering.ended.filter(({ outcome }) => outcome !== 200)).toEqual([]);
    expect(await site.database.count(wholeAccountsOf(registering.acknowledged()))).toBe(registering.ended.length);
  });
});
