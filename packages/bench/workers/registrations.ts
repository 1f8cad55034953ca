/**
 * The service with the cheapest hashes, which no setting allows: beside a real hash, the rest of a registration is too
 * small to measure.
 */
import { createLevelUp, readSettings } from "@levelup/server";
import pino from "pino";
import { cheapCost } from "./cheap-cost.ts";

const [databaseUrl = "", port = ""] = process.argv.slice(2);
const settings = readSettings({
  HOST: "127.0.0.1",
  PORT: port,
  DATABASE_URL: databaseUrl,
  REGISTRATIONS_BURST: "1000000",
  REGISTRATIONS_PER_HOUR: "1000000",
});
const passwords = { ...settings.passwords, bcryptCost: cheapCost };
const app = await createLevelUp({ ...settings, passwords }, { log: pino(pino.destination("/dev/null")) });
await app.listen();
