import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { operatedDatabase, operatedServer, usersWithoutGamer, wholeAccounts } from "./operated-server.ts";

const rounds = 20;
const clients = 4;
/** Logins at once, when all is over: as many as the hash queue takes. */
const atOnce = 40;

/** A start and a recovery each, on a busy machine. */
const timeoutMs = 240_000;

test(
  "G7: killed with -9 in the middle of registrations, 20 times over, has every acknowledged account and no half one",
  async () => {
    await using database = await operatedDatabase();
    const acknowledged: string[] = [];
    const unanswered: string[] = [];

    for (let round = 0; round < rounds; round += 1) {
      await using server = await operatedServer(database);
      // The last one of the round before logs in: its password is there too, and its token can be minted.
      const [last] = acknowledged.slice(-1);
      if (last !== undefined) expect(await server.login(last)).toMatchObject({ valid: true });
      let inRound = 0;
      async function keepRegistering(): Promise<void> {
        for (;;) {
          const username = `gamer-${crypto.randomUUID()}`;
          const status = await server.register(username).then(
            async (response) => {
              await response.text();
              return response.status;
            },
            () => "cut" as const,
          );
          if (status === "cut") {
            unanswered.push(username);
            return;
          }
          expect(status).toBe(200);
          acknowledged.push(username);
          inRound += 1;
        }
      }
      const running = Promise.all(Array.from({ length: clients }, keepRegistering));
      while (inRound < clients) await wait(1);
      // Not always at the same point of a registration.
      await wait((round * 7) % 20);
      await server.process.stop("SIGKILL");
      await running;
    }

    expect(unanswered.length).toBeGreaterThan(rounds);
    expect(await database.count(usersWithoutGamer)).toBe(0);
    const names = acknowledged.map((name) => `'${name}'`).join(",");
    expect(await database.count(`${wholeAccounts} and u.username in (${names})`)).toBe(acknowledged.length);
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
