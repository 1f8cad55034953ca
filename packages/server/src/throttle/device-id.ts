import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** An account as a device id knows it: with another password the devices of before are strangers. */
export type DeviceOwner = { id: number; passwordVersion: number };

/** A device that has logged in to an account before. */
type KnownDevice = { userId: number; id: string };

export type DeviceIds = {
  /** The id for a device that just logged in. One that is known keeps its name, so that it has one counter. */
  issue(owner: DeviceOwner, known: KnownDevice | null, now: Date): string;
  /** The device of an id that was issued for this account and is not too old; else null. Never throws. */
  read(text: string | undefined, owner: DeviceOwner, now: Date): KnownDevice | null;
};

const dayMs = 24 * 60 * 60 * 1000;
const shape = /^(\d{1,10})\.(\d{1,10})\.(\d{1,15})\.([\w-]{16})\.([\w-]{43})$/;

/**
 * Device ids: account, version of its password, time of issue and a random name, signed with HMAC-SHA-256. They open nothing. A login that
 * brings one is counted apart from strangers' attempts, so that those cannot lock the owner out; that is all.
 * https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export function createDeviceIds(secret: Buffer, { days }: { days: number }): DeviceIds {
  const sign = (content: string) => createHmac("sha256", secret).update(`device:${content}`).digest("base64url");

  return {
    issue({ id: userId, passwordVersion }, known, now) {
      const content = `${userId}.${passwordVersion}.${now.getTime()}.${known?.id ?? randomBytes(12).toString("base64url")}`;
      return `${content}.${sign(content)}`;
    },
    read(text, { id: userId, passwordVersion }, now) {
      const [, owner, version, issuedMs, id, signature] = shape.exec(text ?? "") ?? [];
      if (id === undefined || signature === undefined) return null;
      const expected = Buffer.from(sign(`${owner}.${version}.${issuedMs}.${id}`));
      if (!timingSafeEqual(expected, Buffer.from(signature))) return null;
      if (Number(owner) !== userId || Number(version) !== passwordVersion) return null;
      return Number(issuedMs) + days * dayMs <= now.getTime() ? null : { userId, id };
    },
  };
}
