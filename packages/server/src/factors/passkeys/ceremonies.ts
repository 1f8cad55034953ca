import { createHmac, hash, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { LevelUpError } from "../../errors.ts";

/** What a challenge was made for. One cannot be answered in the place of another. */
type Purpose = { kind: "use" } | { kind: "add"; userId: number };

/** A ceremony that may still be finished. */
export type Ceremony = {
  /** What the authenticator signs, in base64url. */
  challenge: string;
  /** By this its one use is recorded. */
  digest: Buffer;
  expiresAt: Date;
};

export type Ceremonies = {
  /** Begins a ceremony. Nothing is stored: `text` goes to the browser and comes back with the answer. */
  begin(purpose: Purpose, now: Date): { text: string; challenge: string };
  /** The ceremony of a text. @throws CHALLENGE_INVALID unless it was begun here, for that purpose and lately. */
  read(text: string, purpose: Purpose, now: Date): Ceremony;
  /** The id of an account for its authenticators, which tells them nothing of it (WebAuthn Level 3, 14.6.1). */
  handleOf(userId: number): Buffer;
};

/** How long a browser may take to answer, in milliseconds. */
export const ceremonyMs = 5 * 60_000;
/** By so much the clocks of replicas may differ. */
const clockToleranceMs = 60_000;
const shape = /^(use|add\.\d{1,10})\.(\d{1,15})\.([\w-]{22})\.([\w-]{43})$/;

/**
 * Challenges that need no storage: SHA-256 of a text that says what for and until when, signed with HMAC-SHA-256. An
 * anonymous call that begins a login costs no row, so that a flood of them fills nothing.
 */
export function createCeremonies(secret: Buffer): Ceremonies {
  const derive = (use: string) => Buffer.from(hkdfSync("sha256", secret, "", `passkeys:${use}`, 32));
  const signingKey = derive("ceremony");
  const handleKey = derive("handle");
  const sign = (content: string) => createHmac("sha256", signingKey).update(content).digest("base64url");
  const digestOf = (text: string) => hash("sha256", text, "buffer");

  return {
    begin(purpose, now) {
      const nonce = randomBytes(16).toString("base64url");
      const content = `${describe(purpose)}.${now.getTime() + ceremonyMs}.${nonce}`;
      const text = `${content}.${sign(content)}`;
      return { text, challenge: digestOf(text).toString("base64url") };
    },
    read(text, purpose, now) {
      const [, made, expires = "", nonce, signature = ""] = shape.exec(text) ?? [];
      const expected = Buffer.from(sign(`${made}.${expires}.${nonce}`));
      const isGenuine = signature !== "" && timingSafeEqual(expected, Buffer.from(signature));
      const leftMs = Number(expires) - now.getTime();
      const isCurrent = leftMs > 0 && leftMs <= ceremonyMs + clockToleranceMs;
      if (!isGenuine || made !== describe(purpose) || !isCurrent) throw new LevelUpError("CHALLENGE_INVALID");
      const digest = digestOf(text);
      return { challenge: digest.toString("base64url"), digest, expiresAt: new Date(Number(expires)) };
    },
    handleOf: (userId) => createHmac("sha256", handleKey).update(String(userId)).digest(),
  };
}

function describe(purpose: Purpose): string {
  return purpose.kind === "add" ? `add.${purpose.userId}` : purpose.kind;
}
