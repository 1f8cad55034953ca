import { outcomes } from "@levelup/test-support/support.ts";
import { addressNumber, atOnce } from "@levelup/test-support/wire.ts";
import pino from "pino";
import { expect, test } from "vitest";
import { createLevelUp } from "../../src/level-up.ts";
import { createTestApp, createTestClock } from "../../src/testing/index.ts";

const silent = pino({ level: "silent" });

test("E6: of two replicas that race at a limit of 20 exactly 20 attempts pass", async () => {
  const limits = { account: { burst: 20, perHour: 1 } };
  await using first = await createTestApp({ settings: { throttle: { limits }, passwords: { hashQueueLimit: 1000 } } });
  // The machines' clocks differ a little.
  const clock = createTestClock(new Date(first.clock.now().getTime() + 700));
  await using second = await createLevelUp(first.app.settings, { log: silent, clock });
  const replicas = [first.app, second];

  const calls = Array.from({ length: 100 }, async (_, index) => {
    const request = { requestId: `${index}`, address: addressNumber(index), userAgent: null };
    return replicas[index % 2]?.services.accounts.login({ username: "ada", password: "wrong" }, request);
  });

  expect(await outcomes(calls)).toEqual({ ok: 20, RATE_LIMITED: 80 });
});

test("E6: replicas that make up the secret of device ids at once agree on one", async () => {
  await using first = await createTestApp();
  const { account, password } = await first.gamer();
  await first.app.database.fork().execute("delete from settings");

  const replicas = await atOnce(4, () => createLevelUp(first.app.settings, { log: silent, clock: first.clock }));
  const secrets = await first.app.database.fork().execute("select value from settings where name = 'device_secret'");
  const request = { requestId: "1", address: null, userAgent: null };
  const ids = await Promise.all(
    replicas.map(async (replica) => {
      const answer = await replica.services.accounts.login({ username: account.username, password }, request);
      return answer.valid ? answer.deviceId : "";
    }),
  );
  const kept = await Promise.all(
    replicas.flatMap((replica) =>
      ids.map(async (deviceId) => {
        const input = { username: account.username, password, deviceId };
        const answer = await replica.services.accounts.login(input, request);
        return answer.valid && answer.deviceId.split(".")[2] === deviceId.split(".")[2];
      }),
    ),
  );
  for (const replica of replicas) await replica.close();

  expect(secrets).toHaveLength(1);
  expect(kept).toEqual(Array(16).fill(true));
});
