import { alternate, type Bench } from "../bench.ts";
import { accountMe, prepareAccounts, startLevelUp } from "../contenders/level-up.ts";
import { nginx, startNginx } from "../lib/nginx.ts";
import { cpuSeconds } from "../lib/proc.ts";
import { throughput } from "../load/throughput.ts";
import type { Measured } from "../report/finding.ts";
import { spread } from "../report/numbers.ts";
import type { Row } from "./row.ts";

const connections = 32;

type Setup = {
  name: string;
  url: string;
  servers: number[];
  proxy: number;
  perSecond: number[];
  server: number[];
  proxyCores: number[];
  generator: number[];
};

async function measure(bench: Bench): Promise<Measured> {
  if (nginx === undefined) {
    bench.leaveOut("two processes behind one address", "install nginx");
    return { findings: [] };
  }
  const seconds = bench.quick ? 1 : 5;
  const database = await bench.databases.create();
  const first = await startLevelUp(bench, database.url);
  const second = await startLevelUp(bench, database.url);
  const call = accountMe(await prepareAccounts(first.url, database));
  const one = await startNginx(bench.processes, nginx, [first.url]);
  const two = await startNginx(bench.processes, nginx, [first.url, second.url]);
  const setups: Setup[] = [
    { ...empty("one process"), url: one.url, servers: [first.pid], proxy: one.pid },
    { ...empty("two processes"), url: two.url, servers: [first.pid, second.pid], proxy: two.pid },
  ];
  await throughput(bench, { url: two.url, whoAmI: call }, { connections, seconds });

  await alternate(bench, setups, async (setup) => {
    const cpu = () => setup.servers.map((pid) => cpuSeconds(pid) ?? Number.NaN).reduce((sum, part) => sum + part, 0);
    const [serverBefore, proxyBefore] = [cpu(), cpuSeconds(setup.proxy) ?? Number.NaN];
    const seen = await throughput(bench, { url: setup.url, whoAmI: call }, { connections, seconds });
    if (seen.errors > 0) throw new Error(`${seen.errors} calls failed with ${setup.name}`);
    setup.perSecond.push(seen.perSecond);
    setup.generator.push(seen.generatorCores);
    setup.server.push(((cpu() - serverBefore) * 1e6) / (seen.perSecond * seconds));
    setup.proxyCores.push(((cpuSeconds(setup.proxy) ?? Number.NaN) - proxyBefore) / seconds);
  });
  for (const running of [one, two, first, second]) await running.stop();
  await database.drop();

  const [single, both] = setups;
  if (single === undefined || both === undefined) throw new Error("nothing was measured");
  const figure = ({ name, perSecond }: Setup) => ({ name, unit: "calls/s", values: perSecond });
  return {
    findings: [
      {
        what: "`account.me`, two processes behind one address (nginx)",
        ours: figure(both),
        beside: figure(single),
        target: { of: "ratio", atLeast: 1.6 },
      },
    ],
    details: [
      {
        title: "Two processes behind one address (nginx), everything on the same cores",
        head: ["", "calls/s", "servers' CPU a call, µs", "nginx, of a core", "generator, of a core"],
        rows: setups.map((setup) => [
          setup.name,
          spread(setup.perSecond),
          spread(setup.server),
          spread(setup.proxyCores),
          spread(setup.generator),
        ]),
      },
    ],
    notes: [
      "Two processes share their cores with nginx, the load generator and PostgreSQL, so that on a small machine they cannot serve twice the calls of one. What a call costs the servers says whether they hold each other up: if not, it is the same with two as with one.",
    ],
  };
}

function empty(name: string) {
  return { name, perSecond: [], server: [], proxyCores: [], generator: [] };
}

export const twoProcesses: Row = {
  name: "two-processes",
  about: "two processes behind one address, beside one",
  enoughSeconds: 80,
  measure,
};
