/**
 * The service with hashes that cost next to nothing, which no setting allows: what a registration costs beyond its hash
 * would drown in the noise of a real one.
 */
import pino from "pino";
import { createApp } from "../../src/app.ts";
import { readEnv } from "../../src/env.ts";
import { listen } from "../../src/http/listen.ts";
import { logOptions } from "../../src/log.ts";
import { cheapCost } from "./cheap-cost.ts";

const [databaseUrl = "", port = ""] = process.argv.slice(2);
const env = readEnv({ DATABASE_URL: databaseUrl, REGISTRATIONS_BURST: "1000000", REGISTRATIONS_PER_HOUR: "1000000" });
const passwords = { ...env.passwords, bcryptCost: cheapCost };
const app = await createApp({ ...env, passwords }, { log: pino(logOptions("info"), pino.destination("/dev/null")) });
await listen(app.http, { host: "127.0.0.1", port: Number(port) });
