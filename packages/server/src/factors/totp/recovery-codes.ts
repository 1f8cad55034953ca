import { hash, randomBytes } from "node:crypto";
import type { Em } from "../../db/database.ts";
import { RecoveryCode } from "./recovery-code.entity.ts";

const codesPerAccount = 8;
/** 120 random bits: with 112 or more a plain hash is enough (ASVS 6.5.2). */
const codeCharacters = 24;
const groupCharacters = 6;
/** https://www.crockford.com/base32.html: no I, L, O and U. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Replaces the recovery codes of an account, within the caller's transaction. Only the answer holds them. */
export async function replaceRecoveryCodes(em: Em, userId: number): Promise<string[]> {
  await em.nativeDelete(RecoveryCode, { user: userId });
  const codes = Array.from({ length: codesPerAccount }, generateCode);
  for (const code of codes) em.create(RecoveryCode, { user: userId, digest: digestOf(code), usedAt: null });
  return codes.map((code) => code.match(new RegExp(`.{${groupCharacters}}`, "g"))?.join("-") ?? code);
}

/** Spends a recovery code: of calls at the same time, one does. */
export async function spendRecoveryCode(em: Em, userId: number, code: string, now: Date): Promise<boolean> {
  const unused = { user: userId, digest: digestOf(code), usedAt: null };
  return (await em.nativeUpdate(RecoveryCode, unused, { usedAt: now })) === 1;
}

export async function countRecoveryCodes(em: Em, userId: number): Promise<number> {
  return em.count(RecoveryCode, { user: userId, usedAt: null });
}

function generateCode(): string {
  // 256 is a multiple of 32: every character is as likely.
  return Array.from(randomBytes(codeCharacters), (byte) => alphabet[byte % alphabet.length]).join("");
}

function digestOf(code: string): Buffer {
  return hash("sha256", code, "buffer");
}
