import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { createSecret } from "@levelup/server";
import { type OperatedDatabase, operatedDatabaseAt } from "./operated-server.ts";
import { freePort, listening } from "./ports.ts";
import { giveToDatabase } from "./postgres-cluster.ts";
import { findPrograms } from "./postgres-programs.ts";
import { databaseUser, deployFile, type Program, programPath, startProgram } from "./programs.ts";
import { openDatabase } from "./test-app.ts";

/**
 * Short, so that the test is: the standby takes over after 8 s instead of 30. Shorter still, and a primary on a busy
 * machine would step down for being late.
 */
const hasty = { "ttl: 30": "ttl: 8", "loop_wait: 10": "loop_wait: 1", "retry_timeout: 10": "retry_timeout: 3" };

/** Two machines' worth of PostgreSQL under Patroni, a primary and a synchronous standby, with HAProxy before them. */
export type FailoverDatabase = OperatedDatabase & {
  /** The primary's machine loses its power: PostgreSQL and Patroni are gone at once. */
  killPrimary(): Promise<void>;
  /** That machine starts again. */
  repair(): Promise<void>;
  /** Waits until there is a primary, and a synchronous standby beside it. */
  whole(): Promise<void>;
};

type Machine = { name: string; program: Program | undefined; postgres: number; rest: number; start(): Promise<void> };

type Member = { name: string; role: string; state: string };

export async function failoverDatabase(): Promise<FailoverDatabase> {
  await using building = new AsyncDisposableStack();
  // Nothing here cuts the power of the disk.
  const folder = await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "levelup-patroni-"));
  building.defer(() => rm(folder, { recursive: true, force: true }));
  await giveToDatabase(folder);
  const etcd = await startEtcd(join(folder, "etcd"));
  building.use(etcd.program);

  const passwords = { superuser: randomBytes(12).toString("hex"), levelup: randomBytes(12).toString("hex") };
  const replication = randomBytes(12).toString("hex");
  const env = { PATRONI_SUPERUSER_PASSWORD: passwords.superuser, PATRONI_REPLICATION_PASSWORD: replication };
  const machines = [
    await createMachine("one", { folder, etcd: etcd.address, env }),
    await createMachine("two", { folder, etcd: etcd.address, env }),
  ] as const;
  const [one, two] = machines;
  for (const machine of machines) building.defer(async () => machine.program?.kill());
  await Promise.all(machines.map((machine) => machine.start()));

  /** What Patroni says of its cluster, on whichever machine runs. */
  async function members(): Promise<Member[]> {
    const alive = machines.find(({ program }) => program !== undefined);
    const response = await fetch(`http://127.0.0.1:${alive?.rest}/cluster`).catch(() => undefined);
    return response === undefined ? [] : ((await response.json()) as { members: Member[] }).members;
  }
  async function memberWith(role: string): Promise<Machine> {
    for (;;) {
      const found = (await members()).find((member) => member.role === role && /running|streaming/.test(member.state));
      const machine = machines.find(({ name }) => name === found?.name);
      if (machine !== undefined) return machine;
      await wait(100);
    }
  }
  async function whole(): Promise<void> {
    await memberWith("leader");
    await memberWith("sync_standby");
  }

  await whole();
  const primary = await memberWith("leader");
  await createLevelUp(
    `postgres://postgres:${passwords.superuser}@127.0.0.1:${primary.postgres}/postgres`,
    passwords.levelup,
  );
  const port = await freePort();
  building.use(await startHaproxy(folder, port, one, two));
  const owned = building.move();
  let dead: Machine | undefined;
  return {
    ...operatedDatabaseAt(`postgres://levelup:${passwords.levelup}@127.0.0.1:${port}/levelup`),
    whole,
    async killPrimary() {
      dead = await memberWith("leader");
      const { program } = dead;
      dead.program = undefined;
      await program?.kill();
    },
    async repair() {
      await dead?.start();
      await whole();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** One member: what happens when etcd itself fails is not the question here. */
async function startEtcd(data: string): Promise<{ address: string; program: Program }> {
  const [client, peer] = [await freePort(), await freePort()];
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  const program = await startProgram(
    programPath("ETCD_PATH"),
    [
      ...["--data-dir", data, "--log-level", "warn", "--initial-cluster", `default=${peerUrl}`],
      ...["--listen-client-urls", clientUrl, "--advertise-client-urls", clientUrl],
      ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
    ],
    {
      as: databaseUser,
      async ready() {
        while (!(await fetch(`${clientUrl}/health`).catch(() => undefined))?.ok) await wait(20);
      },
    },
  );
  return { address: `127.0.0.1:${client}`, program };
}

async function createMachine(
  name: string,
  { folder, etcd, env }: { folder: string; etcd: string; env: Record<string, string> },
): Promise<Machine> {
  const [postgres, rest] = [await freePort(), await freePort()];
  const file = join(folder, `${name}.yml`);
  const config = await deployFile("patroni.yml", {
    "name: one": `name: ${name}`,
    "10.0.0.21:8008": `127.0.0.1:${rest}`,
    "10.0.0.21:5432": `127.0.0.1:${postgres}`,
    "10.0.0.31:2379,10.0.0.32:2379,10.0.0.33:2379": etcd,
    "10.0.0.0/24": "127.0.0.1/32",
    "/var/lib/postgresql/levelup": join(folder, name),
    "/usr/lib/postgresql/15/bin": await findPrograms(),
    "/var/run/postgresql": folder,
    ...hasty,
  });
  await writeFile(file, config);
  await chmod(file, 0o644);
  const machine: Machine = {
    name,
    program: undefined,
    postgres,
    rest,
    async start() {
      const options = { as: databaseUser, env, ready: () => listening(rest) };
      machine.program = await startProgram(programPath("PATRONI_PATH"), [file], options);
    },
  };
  return machine;
}

async function startHaproxy(folder: string, port: number, one: Machine, two: Machine): Promise<Program> {
  const file = join(folder, "haproxy.cfg");
  const socket = join(folder, "haproxy.sock");
  const config = await deployFile("haproxy.cfg", {
    "maxconn 4096": `maxconn 4096\n    stats socket ${socket}`,
    "bind 127.0.0.1:5432": `bind 127.0.0.1:${port}`,
    "10.0.0.21:5432 check port 8008": `127.0.0.1:${one.postgres} check port ${one.rest}`,
    "10.0.0.22:5432 check port 8008": `127.0.0.1:${two.postgres} check port ${two.rest}`,
  });
  await writeFile(file, config);
  return startProgram(programPath("HAPROXY_PATH"), ["-db", "-f", file], {
    // Until its first check HAProxy takes the standby for a primary too.
    async ready() {
      await listening(port);
      while (!/^levelup,\w+,.*,DOWN,/m.test(await statistics(socket))) await wait(20);
    },
  });
}

/** What HAProxy says of its servers, one a line: https://docs.haproxy.org/2.6/management.html#9.1 */
function statistics(socket: string): Promise<string> {
  const connection = connect(socket);
  connection.end("show stat\n");
  return text(connection);
}

async function createLevelUp(url: string, password: string): Promise<void> {
  const timeouts = { connectTimeoutMs: 3000, statementTimeoutMs: 30_000 };
  const database = await openDatabase({ url: createSecret(url), folder: null, poolSize: 2, ...timeouts });
  await database.fork().execute(`create role levelup login password '${password}'`);
  await database.fork().execute("create database levelup owner levelup");
  await database.close();
}
