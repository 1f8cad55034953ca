import { connect } from "node:net";
import { availableParallelism, loadavg } from "node:os";
import { startServer, temporaryFolder } from "@levelup/test-support/server-process.ts";
import { createTestDatabase } from "@levelup/test-support/test-app.ts";
import { addressNumber, atOnce, inWaves, readAnswer } from "@levelup/test-support/wire.ts";

/**
 * `npm run attacks`: attacks a server as it comes, with its default limits and full-cost hashing, in a process of its
 * own on a database of its own, and prints what was sent, what happened, and what an honest gamer felt meanwhile. Runs on
 * PostgreSQL with TEST_DATABASE_URL, on the embedded database without.
 */
const database = await createTestDatabase();
await using folder = await temporaryFolder();
await using server = startServer({
  ...(database.settings.url === null ? { DATA_DIR: folder.path } : { DATABASE_URL: database.settings.url.reveal() }),
  TRUST_PROXY: "127.0.0.1,::1",
});
const url = (await server.ready).replace("localhost", "127.0.0.1");
const json = { "content-type": "application/json" };

async function call(path: string, input: unknown, headers: Record<string, string> = {}) {
  const startedAt = performance.now();
  const response = await fetch(`${url}/trpc/${path}`, {
    method: "POST",
    headers: { ...json, ...headers },
    body: JSON.stringify(input),
  });
  const answer = readAnswer(response.status, response.headers, await response.text());
  return { ...answer, ms: performance.now() - startedAt };
}

const password = "correct horse battery";
const gamer = await call("auth.register", { username: "grace", password, firstName: "Grace", lastName: "Gamer" });
const { token, deviceId } = gamer.data as { token: string; deviceId: string };

/** Looks at the own account again and again, as an app that is in use does. */
function honestGamer() {
  const times: number[] = [];
  let going = true;
  const done = (async () => {
    while (going) {
      const startedAt = performance.now();
      const response = await fetch(`${url}/trpc/account.me`, { headers: { authorization: `Token ${token}` } });
      await response.arrayBuffer();
      times.push(response.ok ? performance.now() - startedAt : Number.POSITIVE_INFINITY);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async stop() {
      going = false;
      await done;
      return times;
    },
  };
}

const rows: string[] = [];
type Outcome = { happened: string };

async function attack(sent: string, run: () => Promise<Outcome>): Promise<void> {
  const honest = honestGamer();
  const { happened } = await run();
  const felt = await honest.stop();
  rows.push(
    `| ${sent} | ${happened} | ${felt.length} calls, half in ${ms(quantile(felt, 0.5))}, 95% in ${ms(quantile(felt, 0.95))} |`,
  );
}

await attack("nothing", async () => {
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return { happened: "" };
});

await attack("500 logins at once, each of another account and address", async () => {
  const answers = await atOnce(500, (index) =>
    call(
      "auth.login",
      { username: `gamer-${index}`, password: "a guess" },
      { "x-forwarded-for": addressNumber(index) },
    ),
  );
  const served = answers.filter(({ status }) => status === 200);
  const last = Math.max(...served.map((answer) => answer.ms));
  const times = serverTimes(503);
  return {
    happened: `${counted(answers)}, the last one within ${ms(last)}; the server answered half of the refusals in ${ms(quantile(times, 0.5))}, 95% in ${ms(quantile(times, 0.95))}`,
  };
});

await attack("1000 logins in one batch", async () => {
  const paths = Array(1000).fill("auth.login").join(",");
  const input = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [index, { username: "a", password: "b" }]),
  );
  const { error, ms: took, text } = await call(`${paths}?batch=1`, input);
  return { happened: `\`${error?.code}\` in ${ms(took)}, ${text.length} bytes` };
});

await attack("1000 guesses at one account, each from another address, 20 at a time", async () => {
  const answers = await inWaves(50, 20, (index) =>
    call("auth.login", { username: "grace", password: "a guess" }, { "x-forwarded-for": addressNumber(index) }),
  );
  const stranger = await call(
    "auth.login",
    { username: "grace", password },
    { "x-forwarded-for": addressNumber(2000) },
  );
  const owner = await call("auth.login", { username: "grace", password, deviceId });
  return {
    happened: `${counted(answers)}; then the right password from a new device: \`${stranger.error?.code}\`, from the owner's: ${owner.status === 200 ? `in, after ${ms(owner.ms)}` : owner.error?.code}`,
  };
});

await attack("1000 accounts tried from one address, 20 at a time", async () => ({
  happened: counted(
    await inWaves(50, 20, (index) =>
      call("auth.login", { username: `victim-${index}`, password: "123456" }, { "x-forwarded-for": "203.0.113.5" }),
    ),
  ),
}));

await attack("200 registrations from one address, 20 at a time", async () => ({
  happened: counted(
    await inWaves(10, 20, (index) =>
      call(
        "auth.register",
        { username: `bot-${index}`, password, firstName: "B", lastName: "Ot" },
        { "x-forwarded-for": "203.0.113.6" },
      ),
    ),
  ),
}));

await attack("500 connections that send one byte of a header and wait", async () => {
  const { hostname, port } = new URL(url);
  const startedAt = performance.now();
  await atOnce(
    500,
    () =>
      new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.write("P"));
        socket.on("error", () => {}).on("close", () => resolve());
        socket.resume();
      }),
  );
  return { happened: `all cut within ${ms(performance.now() - startedAt)}` };
});

process.stdout.write(
  `${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}, ${database.settings.url === null ? "PGlite" : "PostgreSQL"}, bcrypt cost 12\n\n`,
);
process.stdout.write(
  `| sent | what happened | an honest gamer's \`account.me\` meanwhile |\n|---|---|---|\n${rows.join("\n")}\n`,
);
await server.stop();
await database.drop();

/** How long the server itself took for its answers of a status, in ms: the attacker's own crowd is not in it. */
function serverTimes(status: number): number[] {
  return server
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { status?: number; ms?: number })
    .flatMap((line) => (line.status === status && line.ms !== undefined ? [line.ms] : []));
}

/** How often each answer came. */
function counted(answers: { error: { code: string } | undefined }[]): string {
  const counts: Record<string, number> = {};
  for (const { error } of answers) {
    const outcome = error === undefined ? "checked" : `\`${error.code}\``;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(", ");
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function ms(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`;
}
