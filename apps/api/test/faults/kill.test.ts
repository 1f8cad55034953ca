import { setTimeout as wait } from "node:timers/promises";
import {
  operatedDatabase,
  operatedServer,
  usersWithoutGamer,
  wholeAccountsOf,
} from "@levelup/test-support/operated-server.ts";
import { keepRegistering } from "@levelup/test-support/registering.ts";
import { expect, test } from "vitest";

/** PGlite takes several times as long to start and to recover. */
const rounds = process.env.TEST_DATABASE_URL ? 20 : 5;
const clients = 4;
/** Logins at once at the end: as many as the hash queue accepts. */
const atOnce = 40;

/** A start and a recovery each, on a busy machine. */
const timeoutMs = 240_000;

test(
  "G7: killed with -9 in the middle of registrations, time and again, has every acknowledged account and no half one",
  async () => {
    await using database = await operatedDatabase();
    const acknowledged: string[] = [];
    let cut = 0;

    for (let round = 0; round < rounds; round += 1) {
      await using server = await operatedServer(database);
      // The last one of the round before logs in: its password is there too, and its token can be minted.
      const [last] = acknowledged.slice(-1);
      if (last !== undefined) expect(await server.login(last)).toMatchObject({ valid: true });
      const registering = keepRegistering(server.register, { clients });
      await registering.more(clients);
      // Not always at the same point of a registration.
      await wait((round * 7) % 20);
      // The calls under way are cut, and are not repeated.
      const stopped = registering.stop();
      await server.process.stop("SIGKILL");
      await stopped;
      acknowledged.push(...registering.acknowledged());
      const others = registering.ended.filter(({ outcome }) => outcome !== 200);
      expect(others.map(({ outcome }) => outcome)).toEqual(others.map(() => "cut"));
      cut += others.length;
    }

    expect(cut).toBeGreaterThan(rounds);
    expect(await database.count(usersWithoutGamer)).toBe(0);
    expect(await database.count(wholeAccountsOf(acknowledged))).toBe(acknowledged.length);
    await using server = await operatedServer(database);
    for (let from = 0; from < acknowledged.length; from += atOnce) {
      const names = acknowledged.slice(from, from + atOnce);
      const logins = await Promise.all(names.map((name) => server.login(name)));
      expect(logins).toEqual(
        names.map((username) => expect.objectContaining({ account: expect.objectContaining({ username }) })),
      );
    }
  },
  timeoutMs,
);
