import { setTimeout as wait } from "node:timers/promises";
import {
  operatedServer,
  registration,
  usersWithoutGamer,
  wholeAccountsOf,
} from "@levelup/test-support/operated-server.ts";
import { failoverDatabase } from "@levelup/test-support/patroni.ts";
import { keepRegistering } from "@levelup/test-support/registering.ts";
import { expectUnavailable } from "@levelup/test-support/support.ts";
import { readAnswer, tokenOf } from "@levelup/test-support/wire.ts";
import { expect, test } from "vitest";

/** Two PostgreSQL servers, etcd, HAProxy and two of ours start on a busy machine, and a failover takes its time. */
const timeoutMs = 240_000;

/** The longest time without a success among moments that are in order, in seconds. */
function longestGap(moments: number[]): string {
  const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment));
  return `${(Math.max(...gaps) / 1000).toFixed(1)} s`;
}

test(
  "G7: when the primary's machine dies under load, calls are UNAVAILABLE until the standby has taken over, no server is restarted, and nothing acknowledged is lost",
  async () => {
    await using database = await failoverDatabase();
    await using first = await operatedServer(database);
    await using second = await operatedServer(database);
    const servers = [first, second];
    let turn = 0;
    const next = () => servers[turn++ % servers.length]?.url;

    const { data } = await answerOf(first.register("ada"));
    const opened: number[] = [];
    let refused = 0;
    const calling = new AbortController();
    async function keepCalling(): Promise<void> {
      while (!calling.signal.aborted) {
        const headers = { authorization: `Token ${tokenOf(data)}` };
        const answer = await answerOf(fetch(`${next()}/trpc/account.me`, { headers }));
        if (answer.status === 200) opened.push(performance.now());
        else {
          expectUnavailable(answer);
          refused += 1;
        }
        await wait(20);
      }
    }
    const calls = keepCalling();
    const registering = keepRegistering((username) => fetch(`${next()}/trpc/auth.register`, registration(username)), {
      clients: 4,
      check: expectUnavailable,
    });
    await registering.more(20);

    await database.killPrimary();
    while ((await fetch(`${first.url}/readyz`)).status !== 503) await wait(10);
    await registering.more(20);
    calling.abort();
    await Promise.all([calls, registering.stop()]);

    const acknowledged = registering.acknowledged();
    const unavailable = registering.ended.filter(({ outcome }) => outcome !== 200);
    expect(unavailable.filter(({ outcome }) => outcome === "cut")).toEqual([]);
    expect([unavailable.length > 0, refused > 0]).toEqual([true, true]);
    expect(await database.count(wholeAccountsOf(acknowledged))).toBe(acknowledged.length);
    expect(await database.count(usersWithoutGamer)).toBe(0);
    expect(servers.map(({ process }) => process.child.exitCode)).toEqual([null, null]);
    expect(await second.login(acknowledged.at(-1) ?? "")).toMatchObject({ valid: true });
    process.stdout.write(
      `Failover: without a registration for ${longestGap(moments(registering.ended))}, ` +
        `without a logged-in call for ${longestGap(opened)}; ${unavailable.length} and ${refused} calls were UNAVAILABLE.\n`,
    );

    await database.repair();
    expect((await first.register("bob")).status).toBe(200);
  },
  timeoutMs,
);

async function answerOf(call: Promise<Response>) {
  const response = await call;
  return readAnswer(response.status, response.headers, await response.text());
}

function moments(ended: readonly { outcome: number | "cut"; at: number }[]): number[] {
  return ended.filter(({ outcome }) => outcome === 200).map(({ at }) => at);
}
