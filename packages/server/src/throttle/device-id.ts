import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** A device that has logged in to an account, as its id says. */
type Device = { userId: number; name: string; issuedAt: number };

export type DeviceIds = {
  /** The id of a device. */
  write(device: Device): string;
  /** The device of an id that was written with our secret; else null. Never throws. */
  read(id: string | undefined): Device | null;
};

const shape = /^(\d{1,10})\.(\d{1,15})\.([\w-]{16})\.([\w-]{43})$/;

/**
 * Device ids: account, time of issue and a random name, signed with HMAC-SHA-256. They open nothing. A login that brings
 * one is counted apart from strangers' attempts, so that those cannot lock the owner out; that is all.
 * https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export function createDeviceIds(secret: Buffer): DeviceIds {
  const sign = (content: string) => createHmac("sha256", secret).update(`device:${content}`).digest("base64url");

  return {
    write({ userId, name, issuedAt }) {
      const content = `${userId}.${issuedAt}.${name}`;
      return `${content}.${sign(content)}`;
    },
    read(id) {
      const [, userId, issuedAt, name, signature] = shape.exec(id ?? "") ?? [];
      if (name === undefined || signature === undefined) return null;
      const expected = Buffer.from(sign(`${userId}.${issuedAt}.${name}`));
      if (!timingSafeEqual(expected, Buffer.from(signature))) return null;
      return { userId: Number(userId), name, issuedAt: Number(issuedAt) };
    },
  };
}

/** A name for a device that has none. */
export function newDeviceName(): string {
  return randomBytes(12).toString("base64url");
}
