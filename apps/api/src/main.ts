import { fixtureAccount, loadFixture } from "@levelup/django";
import { createLevelUp, createLog, readSettings, StartError, stopWithParent } from "@levelup/server";
import { composition } from "./composition.ts";

try {
  const settings = readSettings(process.env);
  const log = await createLog(settings.logLevel);
  stopWithParent(process.env);
  // Node would print the error with all its properties.
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "uncaught");
    process.exit(1);
  });
  const app = await createLevelUp(process.env, { ...composition, log });
  try {
    const hasFixture = await loadFixture(app.database, settings);
    const url = await app.listen();
    const account = hasFixture ? `Fixture account: ${fixtureAccount.username} / ${fixtureAccount.password}\n` : "";
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
