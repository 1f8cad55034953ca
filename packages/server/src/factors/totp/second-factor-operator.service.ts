import { LockMode } from "@mikro-orm/core";
import { queueAccountMail } from "../../accounts/queue-account-mail.ts";
import { User } from "../../accounts/user.entity.ts";
import { recordAudit } from "../../audit/record-audit.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../db/database.ts";
import { Setting } from "../../db/setting.entity.ts";
import type { RequestInfo } from "../../request-info.ts";
import { Token } from "../../tokens/token.entity.ts";
import { keptKeyName, loadKeyring } from "./keyring.ts";
import { countRecoveryCodes } from "./recovery-codes.ts";
import { SecondFactor } from "./second-factor.entity.ts";
import { removeFactor } from "./second-factor.service.ts";
import type { SecondFactorSettings } from "./second-factor.settings.ts";
import { findActive } from "./second-step.ts";

export type SecondFactorOperatorService = Awaited<ReturnType<typeof createSecondFactorOperatorService>>;

/** `since` is null while the factor is off. */
export type SecondFactorStatus = { on: boolean; since: string | null; recoveryCodesLeft: number };

export type SecondFactorOperatorDeps = { database: Database; mailOffered: boolean; clock: Clock };

const batchSize = 500;

/** The use cases of operators: an owner who has lost phone and recovery codes, and a change of keys. */
export async function createSecondFactorOperatorService(
  { encryptionKeys }: SecondFactorSettings,
  { database, mailOffered, clock }: SecondFactorOperatorDeps,
) {
  const keyring = await loadKeyring(database, encryptionKeys);

  async function status(userId: number): Promise<SecondFactorStatus> {
    const em = database.fork();
    const factor = await findActive(em, userId);
    return {
      on: factor !== null,
      since: factor?.activatedAt?.toISOString() ?? null,
      recoveryCodesLeft: factor === null ? 0 : await countRecoveryCodes(em, userId),
    };
  }

  /** Turns the factor of an account off, and ends all its sessions. Returns how many there were; null: it was off. */
  async function remove(userId: number, request: RequestInfo): Promise<number | null> {
    return database.transactional(async (em) => {
      const now = clock.now();
      await em.findOne(User, userId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!(await removeFactor(em, userId))) return null;
      const ended = await em.nativeDelete(Token, { user: userId, purpose: "session" });
      recordAudit(em, { event: "second_factor_disable", outcome: "success", at: now, user: userId, request });
      if (mailOffered) queueAccountMail(em, { kind: "second_factor", user: userId, event: "off", request, now });
      return ended;
    });
  }

  /**
   * Encrypts every seed with the first key; then the key that the database kept is deleted, if others are configured. May
   * be repeated. Seeds whose key is not there stay as they are.
   */
  async function rotateKeys(request: RequestInfo): Promise<{ rotated: number; unreadable: number }> {
    const counts = { rotated: 0, unreadable: 0 };
    for (let last = 0; ; ) {
      const factors = await database
        .fork()
        .find(SecondFactor, { user: { $gt: last } }, { orderBy: { user: "asc" }, limit: batchSize });
      for (const factor of factors) {
        last = factor.user.id;
        if (!sealedOf(factor).every((sealed) => keyring.knows(sealed))) counts.unreadable += 1;
        else if (await rotate(factor)) counts.rotated += 1;
      }
      if (factors.length < batchSize) break;
    }
    await database.transactional(async (em) => {
      if (encryptionKeys.length > 0 && counts.unreadable === 0) await em.nativeDelete(Setting, { name: keptKeyName });
      recordAudit(em, { event: "keys_rotate", outcome: "success", at: clock.now(), user: null, request });
    });
    return counts;
  }

  /** Returns whether there was something to do. A seed that has been replaced meanwhile is encrypted with the first key. */
  async function rotate({ user: { id }, secret, pending }: SecondFactor): Promise<boolean> {
    const em = database.fork();
    let rotated = false;
    for (const [column, sealed] of Object.entries({ secret, pending })) {
      if (!sealed || keyring.isCurrent(sealed)) continue;
      const renewed = { [column]: keyring.encrypt(keyring.decrypt(sealed, id), id) };
      rotated = (await em.nativeUpdate(SecondFactor, { user: id, [column]: sealed }, renewed)) > 0 || rotated;
    }
    return rotated;
  }

  return { status, remove, rotateKeys };
}

function sealedOf({ secret, pending }: Pick<SecondFactor, "secret" | "pending">): Uint8Array[] {
  return [secret, pending].filter((sealed) => sealed != null);
}
