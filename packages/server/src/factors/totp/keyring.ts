import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Database } from "../../db/database.ts";
import { keptSecret } from "../../db/kept-secret.ts";
import { LevelUpError } from "../../errors.ts";
import type { Secret } from "../../settings/secret.ts";

/** The name under which the database keeps a key that was made up. */
export const keptKeyName = "encryption_key";

const algorithm = "aes-256-gcm";
const keyBytes = 32;
export const keyIdBytes = 8;
/** NIST SP 800-38D, 8.2.2. */
const nonceBytes = 12;
const tagBytes = 16;

/** Encrypts the seeds of authenticator apps: AES-256-GCM, the id of the key in front. */
export type Keyring = {
  /** @param userId the account that the seed is of: for another one it does not decrypt */
  encrypt(seed: Uint8Array, userId: number): Buffer;
  /** @throws UNAVAILABLE when its key is not there; Error when it was changed, or is another account's. */
  decrypt(sealed: Uint8Array, userId: number): Buffer;
  /** Whether it was encrypted with one of the keys. */
  knows(sealed: Uint8Array): boolean;
  /** Whether it was encrypted with the first key. */
  isCurrent(sealed: Uint8Array): boolean;
};

type Key = { id: Buffer; key: Buffer };

/** Keys from texts, the first of which encrypts (HKDF, RFC 5869). */
export function createKeyring(texts: readonly [string, ...string[]]): Keyring {
  const [current, ...older] = texts.map(deriveKey) as [Key, ...Key[]];
  const keyOf = (sealed: Uint8Array) => [current, ...older].find(({ id }) => id.equals(sealed.subarray(0, keyIdBytes)));

  return {
    encrypt(seed, userId) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, current.key, nonce).setAAD(contextOf(userId));
      return Buffer.concat([current.id, nonce, cipher.update(seed), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(sealed, userId) {
      const key = keyOf(sealed)?.key;
      if (key === undefined) {
        const cause = new Error("a seed was encrypted with a key that is not in ENCRYPTION_KEYS");
        throw new LevelUpError("UNAVAILABLE", {}, { cause });
      }
      const nonce = sealed.subarray(keyIdBytes, keyIdBytes + nonceBytes);
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
        .setAAD(contextOf(userId))
        .setAuthTag(sealed.subarray(-tagBytes));
      return Buffer.concat([decipher.update(sealed.subarray(keyIdBytes + nonceBytes, -tagBytes)), decipher.final()]);
    },
    knows: (sealed) => keyOf(sealed) !== undefined,
    isCurrent: (sealed) => keyOf(sealed) === current,
  };
}

/**
 * The keyring of an app. Without configured keys the database keeps one. One that it keeps from before keys were
 * configured goes on decrypting, until the seeds are encrypted anew. Without `makeUp` it is null if there is no key.
 */
export async function loadKeyring(database: Database, configured: readonly Secret[]): Promise<Keyring>;
export async function loadKeyring(
  database: Database,
  configured: readonly Secret[],
  options: { makeUp: boolean },
): Promise<Keyring | null>;
export async function loadKeyring(
  database: Database,
  configured: readonly Secret[],
  { makeUp }: { makeUp: boolean } = { makeUp: true },
): Promise<Keyring | null> {
  const configuredTexts = configured.map((key) => key.reveal());
  const kept = await keptSecret(database, keptKeyName, { makeUp: makeUp && configured.length === 0 });
  const [first, ...others] = [...configuredTexts, ...(kept === null ? [] : [kept])];
  return first === undefined ? null : createKeyring([first, ...others]);
}

function deriveKey(text: string): Key {
  const derive = (info: string, bytes: number) => Buffer.from(hkdfSync("sha256", text, "", `levelup ${info}`, bytes));
  return { id: derive("key id", keyIdBytes), key: derive("second factor", keyBytes) };
}

function contextOf(userId: number): Buffer {
  return Buffer.from(`second_factor:${userId}`);
}
