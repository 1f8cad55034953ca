import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** A device that has logged in to an account before. */
type KnownDevice = { userId: number; id: string };

export type DeviceIds = {
  /** The id for a device that just logged in. One that is known keeps its name, so that it has one counter. */
  issue(userId: number, known: KnownDevice | null, now: Date): string;
  /** The device of an id that was issued for this account and is not too old; else null. Never throws. */
  read(text: string | undefined, userId: number, now: Date): KnownDevice | null;
};

const dayMs = 24 * 60 * 60 * 1000;
const shape = /^(\d{1,10})\.(\d{1,15})\.([\w-]{16})\.([\w-]{43})$/;

/**
 * Device ids: account, time of issue and a random name, signed with HMAC-SHA-256. They open nothing. A login that
 * brings one is counted apart from strangers' attempts, so that those cannot lock the owner out; that is all.
 * https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export function createDeviceIds(secret: Buffer, { days }: { days: number }): DeviceIds {
  const sign = (content: string) => createHmac("sha256", secret).update(`device:${content}`).digest("base64url");

  return {
    issue(userId, known, now) {
      const content = `${userId}.${now.getTime()}.${known?.id ?? randomBytes(12).toString("base64url")}`;
      return `${content}.${sign(content)}`;
    },
    read(text, userId, now) {
      const [, owner, issuedMs, id, signature] = shape.exec(text ?? "") ?? [];
      if (owner === undefined || id === undefined || signature === undefined) return null;
      const right = Buffer.from(sign(`${owner}.${issuedMs}.${id}`));
      if (!timingSafeEqual(right, Buffer.from(signature))) return null;
      const expired = Number(issuedMs) + days * dayMs <= now.getTime();
      return Number(owner) === userId && !expired ? { userId, id } : null;
    },
  };
}
