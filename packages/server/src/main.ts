import { createApp } from "./app.ts";
import { fixtureAccount, loadFixture } from "./db/fixture.ts";
import { readEnv } from "./env.ts";
import { listen } from "./http/listen.ts";
import { createLog } from "./log.ts";
import { StartError } from "./start-error.ts";

try {
  const env = readEnv(process.env);
  const log = createLog(env.logLevel);
  const app = await createApp(env, { log });
  const stop = async () => {
    await app.close();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  try {
    const fixture = await loadFixture(app.database, env);
    const url = await listen(app.http, env.http);
    const account = fixture ? `Fixture account: ${fixtureAccount.username} / ${fixtureAccount.password}\n` : "";
    process.stdout.write(`Level Up is ready at ${url}\n${account}`);
  } catch (error) {
    await app.close();
    throw error;
  }
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`Level Up cannot start: ${error.message} ${error.remedy}\n`);
  process.exitCode = 1;
}
