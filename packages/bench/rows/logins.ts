import { fileURLToPath } from "node:url";
import { alternate, type Bench } from "../bench.ts";
import { betterAuth } from "../contenders/better-auth.ts";
import { checkLogins } from "../contenders/contender.ts";
import { drfTwoWorkers } from "../contenders/drf.ts";
import { levelUp } from "../contenders/level-up.ts";
import { runPlan } from "../load/run-plan.ts";
import type { Figure, Measured } from "../report/finding.ts";
import { spread } from "../report/numbers.ts";
import type { Row } from "./row.ts";

const clients = 8;
const worker = fileURLToPath(new URL("../workers/compare.ts", import.meta.url));
const patienceMs = 120_000;

/** A contender of this row. `run` makes a number of logins or comparisons, and returns how many it made a second. */
type Entry = { figure: Figure; run(count: number): Promise<number>; stop(): Promise<void> };

async function measure(bench: Bench): Promise<Measured> {
  const count = bench.quick ? 16 : 56;
  const entries = [bare(bench)];
  for (const contender of bench.installed([levelUp, betterAuth, drfTwoWorkers])) {
    const server = await contender.start(bench);
    await checkLogins(server);
    const { url, logins } = server;
    const figure = { name: contender.name, unit: "logins/s", values: [] };
    const run = async (requests: number) => {
      const pace = { clients };
      const plan = { url, calls: logins ?? [], pace, until: { requests }, timeoutMs: patienceMs };
      const { seconds, errors } = await runPlan(bench, plan);
      if (errors > 0) throw new Error(`${errors} of ${requests} logins failed at ${contender.name}`);
      return requests / seconds;
    };
    entries.push({ figure, run, stop: server.stop });
  }
  for (const { run } of entries) await run(clients);
  await alternate(bench, entries, async ({ figure, run }) => {
    figure.values.push(await run(count));
  });
  for (const { stop } of entries) await stop();

  const [hashes, ours] = entries.map(({ figure }) => figure);
  if (hashes === undefined || ours === undefined) throw new Error("nothing was measured");
  return {
    findings: [{ what: "logins", ours, beside: hashes, target: { of: "ratio", atLeast: 0.92 } }],
    details: [
      {
        title: `Logins a second, ${clients} clients, bcrypt at cost 12 everywhere`,
        head: ["", "a second"],
        rows: entries.map(({ figure }) => [figure.name, spread(figure.values)]),
      },
    ],
  };
}

/** The limit of the machine: nothing but hashes, as many at once as there are clients. */
function bare({ processes }: Bench): Entry {
  return {
    figure: { name: "bare `bcrypt.compare`", unit: "hashes/s", values: [] },
    async run(count) {
      const command = [process.execPath, "--disable-warning=ExperimentalWarning", worker, `${count}`, `${clients}`];
      return count / Number(await processes.output(command, { timeoutMs: patienceMs }));
    },
    stop: async () => {},
  };
}

export const logins: Row = {
  name: "logins",
  about: "logins a second, beside bare bcrypt.compare and the peers",
  maxSeconds: 160,
  measure,
};
