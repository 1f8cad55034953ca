import { createApp } from "./app.ts";
import { fixtureAccount, loadFixture } from "./db/fixture.ts";
import { readEnv } from "./env.ts";
import { listen } from "./http/listen.ts";
import { createLog } from "./log.ts";
import { serveMetrics } from "./metrics/serve-metrics.ts";
import { StartError } from "./start-error.ts";
import { stopOnSignals } from "./stop.ts";

try {
  const env = readEnv(process.env);
  const log = await createLog(env.logLevel);
  // Node would print the error with everything that hangs on it.
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "uncaught");
    process.exit(1);
  });
  const app = await createApp(env, { log });
  try {
    const fixture = await loadFixture(app.database, env);
    const url = await listen(app.http, env.http);
    const metricsServer = await serveMetrics(app.metrics, env.metrics);
    if (metricsServer !== null) log.info({ url: metricsServer.url }, "metrics");
    const close = async () => {
      await app.close();
      await metricsServer?.close();
    };
    stopOnSignals({ beginStopping: app.beginStopping, close }, { ...env.stop, log });
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
