import { alternate, type Bench } from "../bench.ts";
import { spawnLevelUp, startLevelUp } from "../contenders/level-up.ts";
import { freePort } from "../lib/free-port.ts";
import { ready } from "../lib/ready.ts";
import type { Measured } from "../report/finding.ts";
import type { Row } from "./row.ts";

/** A start takes a second only, so that a round can have several. */
const startsARound = 3;

async function measure(bench: Bench): Promise<Measured> {
  const database = await bench.databases.create();
  // A start migrates the database.
  await (await startLevelUp(bench, database.url)).stop();
  const seconds: number[] = [];
  await alternate(bench, Array.from({ length: startsARound }), async () => {
    const port = await freePort();
    const startedAt = performance.now();
    const server = spawnLevelUp(bench, { databaseUrl: database.url, port });
    await ready(server, `http://127.0.0.1:${port}/readyz`, ({ ok }) => ok);
    seconds.push((performance.now() - startedAt) / 1000);
    await server.stop();
  });
  await database.drop();
  return {
    findings: [
      {
        what: "from the start of the process to `/readyz` 200, on a migrated PostgreSQL",
        ours: { name: "Level Up", unit: "s", values: seconds },
        target: { of: "ours", atMost: 1 },
      },
    ],
  };
}

export const start: Row = {
  name: "start",
  about: "how long a start takes on a migrated PostgreSQL",
  maxSeconds: 40,
  measure,
};
