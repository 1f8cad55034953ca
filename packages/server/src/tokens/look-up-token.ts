import type { Database } from "../db/database.ts";
import { type TokenRow, tokenQuery } from "./verified-token.ts";

/** Finds the token of a digest, with what a call needs to know of its account. */
export type LookUpToken = (digest: Buffer) => Promise<TokenRow | undefined>;

/**
 * Looks up together what is asked for in one turn of the event loop: of a busy process that is the tokens of many calls,
 * and a way to the database costs several times of what it brings back. Nobody waits for anybody: at the end of the turn
 * the query leaves with whatever there is.
 */
export function createTokenLookup(database: Pick<Database, "prepareUrgent">): LookUpToken {
  const query = database.prepareUrgent<TokenRow>(tokenQuery);
  let asked = new Map<string, PromiseWithResolvers<TokenRow | undefined>>();

  async function answer(): Promise<void> {
    const turn = asked;
    asked = new Map();
    try {
      const rows = await query([[...turn.keys()].join(",")]);
      const found = new Map(rows.map((row) => [row.digest, row]));
      for (const [digest, { resolve }] of turn) resolve(found.get(digest));
    } catch (error) {
      for (const { reject } of turn.values()) reject(error);
    }
  }

  return (digest) => {
    const key = digest.toString("hex");
    if (asked.size === 0) setImmediate(answer);
    const answered = asked.get(key) ?? Promise.withResolvers<TokenRow | undefined>();
    asked.set(key, answered);
    return answered.promise;
  };
}
