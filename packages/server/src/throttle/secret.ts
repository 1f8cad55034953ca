import type { Database } from "../db/database.ts";
import { keptSecret } from "../db/kept-secret.ts";
import type { Secret } from "../settings/secret.ts";

/**
 * The secret that signs device ids and blinds the counters' keys: the configured one, or else one that is generated once
 * and kept in the database, where all replicas find it.
 */
export async function loadSecret(database: Database, configured: Secret | null): Promise<Buffer> {
  return Buffer.from(configured?.reveal() ?? (await keptSecret(database, "device_secret", { makeUp: true })));
}
