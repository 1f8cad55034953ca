import { randomBytes } from "node:crypto";
import type { Database } from "../db/database.ts";
import { Setting } from "../db/setting.entity.ts";
import type { Secret } from "../settings/secret.ts";

const name = "device_secret";
const secretBytes = 32;

/**
 * The secret that signs device ids and blinds the counters' keys: the configured one, or else one that is generated once
 * and kept in the database, where all replicas find it.
 */
export async function loadSecret(database: Database, configured: Secret | null): Promise<Buffer> {
  if (configured !== null) return Buffer.from(configured.reveal());
  const em = database.fork();
  const generated = { name, value: randomBytes(secretBytes).toString("base64url") };
  await em.upsert(Setting, generated, { onConflictFields: ["name"], onConflictAction: "ignore" });
  const { value } = await database.fork().findOneOrFail(Setting, { name });
  return Buffer.from(value);
}
