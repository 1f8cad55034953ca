import { LockMode } from "@mikro-orm/core";
import type { Em } from "../../db/database.ts";
import { LevelUpError } from "../../errors.ts";
import type { Ceremony } from "./ceremonies.ts";
import { Spent } from "./spent.entity.ts";

/** Rows that are deleted by the way: more than are added between two deletions. */
const purgedAtOnce = 20;

/**
 * Records the one use of a ceremony, within the caller's transaction. The primary key decides who of several is first.
 *
 * @throws CHALLENGE_INVALID when it was used before.
 */
export async function spend(em: Em, { digest, expiresAt }: Ceremony, now: Date): Promise<void> {
  const insert = em.createQueryBuilder(Spent).insert({ digest, expiresAt }).onConflict("digest").ignore();
  const { affectedRows } = await insert.execute("run");
  if (affectedRows === 0) throw new LevelUpError("CHALLENGE_INVALID");
  const lockMode = LockMode.PESSIMISTIC_PARTIAL_WRITE;
  const expired = await em.find(
    Spent,
    { expiresAt: { $lte: now } },
    { lockMode, orderBy: { expiresAt: "asc" }, limit: purgedAtOnce, disableIdentityMap: true },
  );
  if (expired.length > 0) await em.nativeDelete(Spent, { digest: { $in: expired.map((spent) => spent.digest) } });
}
