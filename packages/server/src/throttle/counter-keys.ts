import { createHmac } from "node:crypto";
import type { CounterName } from "../throttle/throttle.settings.ts";

/** Half a SHA-256: 128 bits are enough to keep accounts apart, and devices within an account. */
const halfBytes = 16;

export type CounterKeys = {
  one(name: Exclude<CounterName, "device">, of: string | number): Buffer;
  device(userId: number, device: string): Buffer;
  /** The first and the last key that any device of an account can have. */
  devicesOf(userId: number): [first: Buffer, last: Buffer];
};

/**
 * The keys of the counters: HMACs, so that the table holds no username and no address. A device's key begins with its
 * account's half: which devices an account has is known nowhere else, and an operator can unlock them all.
 */
export function createCounterKeys(secret: Buffer): CounterKeys {
  const digest = (text: string) => createHmac("sha256", secret).update(`counter:${text}`).digest();
  const half = (text: string) => digest(text).subarray(0, halfBytes);
  const devices = (userId: number) => half(`devices:${userId}`);

  return {
    one: (name, of) => digest(`${name}:${of}`),
    device: (userId, device) => Buffer.concat([devices(userId), half(`device:${userId}:${device}`)]),
    devicesOf: (userId) => [
      Buffer.concat([devices(userId), Buffer.alloc(halfBytes, 0x00)]),
      Buffer.concat([devices(userId), Buffer.alloc(halfBytes, 0xff)]),
    ],
  };
}
