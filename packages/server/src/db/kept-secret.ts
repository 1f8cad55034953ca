import { randomBytes } from "node:crypto";
import type { Database } from "./database.ts";
import { Setting } from "./setting.entity.ts";

const secretBytes = 32;

/** A secret that the database keeps for all replicas. Without `makeUp` it is null if there is none. */
export async function keptSecret(database: Database, name: string, of: { makeUp: true }): Promise<string>;
export async function keptSecret(database: Database, name: string, of: { makeUp: boolean }): Promise<string | null>;
export async function keptSecret(
  database: Database,
  name: string,
  { makeUp }: { makeUp: boolean },
): Promise<string | null> {
  if (makeUp) {
    const generated = { name, value: randomBytes(secretBytes).toString("base64url") };
    await database.fork().upsert(Setting, generated, { onConflictFields: ["name"], onConflictAction: "ignore" });
  }
  return (await database.fork().findOne(Setting, { name }))?.value ?? null;
}
