import { fileURLToPath } from "node:url";
import { alternate, type Bench } from "../bench.ts";
import { json, password } from "../contenders/contender.ts";
import { freePort } from "../lib/free-port.ts";
import { cpuSeconds } from "../lib/proc.ts";
import { ready } from "../lib/ready.ts";
import { runPlan } from "../load/run-plan.ts";
import type { Measured } from "../report/finding.ts";
import { spread } from "../report/numbers.ts";
import type { Row } from "./row.ts";

const node = [process.execPath, "--disable-warning=ExperimentalWarning"];
const workerFile = (name: string) => fileURLToPath(new URL(`../workers/${name}.ts`, import.meta.url));
const clients = 4;

async function measure(bench: Bench): Promise<Measured> {
  const count = bench.quick ? 100 : 1000;
  const [database, port] = [await bench.databases.create(), await freePort()];
  const server = bench.processes.start([...node, workerFile("registrations"), database.url, `${port}`]);
  const url = `http://127.0.0.1:${port}`;
  await ready(server, `${url}/readyz`, ({ ok }) => ok);

  let registered = 0;
  async function register(requests: number): Promise<number> {
    const calls = Array.from({ length: requests }, (_, index) => registration(registered + index));
    registered += requests;
    const before = cpuSeconds(server.pid) ?? Number.NaN;
    const plan = { url, calls, pace: { clients }, until: { requests }, timeoutMs: 10_000 };
    const { errors } = await runPlan(bench, plan);
    if (errors > 0) throw new Error(`${errors} of ${requests} registrations failed`);
    return (((cpuSeconds(server.pid) ?? Number.NaN) - before) * 1000) / requests;
  }

  await register(count);
  const [whole, hash, beyond]: [number[], number[], number[]] = [[], [], []];
  await alternate(bench, [null], async () => {
    whole.push(await register(count));
    hash.push(Number(await bench.processes.output([...node, workerFile("hashes"), `${count}`], { timeoutMs: 60_000 })));
    beyond.push((whole.at(-1) ?? Number.NaN) - (hash.at(-1) ?? Number.NaN));
  });
  await server.stop();
  await database.drop();
  return {
    findings: [
      {
        what: "`auth.register` beyond its hash, CPU of the server process",
        ours: { name: "Level Up", unit: "ms", values: beyond },
        target: { of: "ours", atMost: 4 },
      },
    ],
    notes: [
      `Measured with hashes of bcrypt's least cost, ${count} registrations a round: one took ${spread(whole)} ms of CPU, a bare hash of that cost ${spread(hash)} ms.`,
    ],
  };
}

function registration(index: number) {
  const input = { username: `gamer-${index}`, password, firstName: "Grace", lastName: "Gamer", bio: "I play." };
  return { method: "POST" as const, path: "/trpc/auth.register", headers: json, body: JSON.stringify(input) };
}

export const register: Row = {
  name: "register",
  about: "CPU of a registration beyond its hash",
  maxSeconds: 60,
  measure,
};
