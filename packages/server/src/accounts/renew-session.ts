import type { ConfirmOutput } from "@levelup/contract";
import { recordAudit } from "../audit/record-audit.ts";
import type { Em } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { freshUntil, renewToken } from "../tokens/issue-token.ts";
import type { Actor } from "../tokens/verify-token.ts";
import type { AccountDeps } from "./account.service.ts";
import type { User } from "./user.entity.ts";

/**
 * Replaces the token of a caller who has proved who it is by one that is fresh, and puts that on record. Within the
 * caller's transaction, which has locked the user's row.
 *
 * @throws TOKEN_INVALID when the token has ended meanwhile.
 */
export async function renewSession(
  { tokenSettings }: Pick<AccountDeps, "tokenSettings">,
  em: Em,
  { actor, user, request, now }: { actor: Actor; user: User; request: RequestInfo; now: Date },
): Promise<ConfirmOutput> {
  const renewed = await renewToken(em, actor.tokenId, now);
  if (renewed === null) throw new LevelUpError("TOKEN_INVALID");
  const { token, minted } = renewed;
  recordAudit(em, { event: "reauthenticate", outcome: "success", at: now, user, token, request });
  return { ...minted, freshUntil: freshUntil(now, tokenSettings).toISOString() };
}
