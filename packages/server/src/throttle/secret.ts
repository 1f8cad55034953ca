import { randomBytes } from "node:crypto";
import type { Database } from "../db/database.ts";
import type { Secret } from "../secret.ts";

const settingName = "device_secret";
const secretBytes = 32;

/**
 * The secret that signs device ids and blinds the counters' keys: the configured one, or else one that is made up once
 * and kept in the database, where all replicas find it.
 */
export async function loadSecret(database: Database, configured: Secret | null): Promise<Buffer> {
  if (configured !== null) return Buffer.from(configured.reveal());
  const em = database.fork();
  await em.execute("insert into settings (name, value) values (?, ?) on conflict do nothing", [
    settingName,
    randomBytes(secretBytes).toString("base64url"),
  ]);
  const [row] = await em.execute<{ value: string }[]>("select value from settings where name = ?", [settingName]);
  if (row === undefined) throw new Error("the device secret was just stored and is not there");
  return Buffer.from(row.value);
}
