import { createHmac, createSecretKey } from "node:crypto";
import type { KeyRange } from "./attempt-rows.ts";

/** Half a SHA-256: 128 bits are enough to keep subjects apart, and counters within a subject. */
const halfBytes = 16;

export type CounterKeys = {
  /** The key of a counter of a subject, which is an account, a network or the instance. */
  of(subject: string, counter: string): Buffer;
  /** All keys that a subject can have. */
  allOf(subject: string): KeyRange;
};

/**
 * The keys of the counters: HMACs, so that the table holds no username and no address. The first half is the subject's,
 * so that an operator can unlock it without knowing which devices and addresses it was counted with.
 */
export function createCounterKeys(secret: Buffer): CounterKeys {
  // Node makes a key of bytes anew for each HMAC, which takes four times as long as the HMAC.
  const key = createSecretKey(secret);
  const half = (text: string) => createHmac("sha256", key).update(`counter:${text}`).digest().subarray(0, halfBytes);

  return {
    of: (subject, counter) => Buffer.concat([half(subject), half(`${subject}:${counter}`)]),
    allOf: (subject) => [
      Buffer.concat([half(subject), Buffer.alloc(halfBytes, 0x00)]),
      Buffer.concat([half(subject), Buffer.alloc(halfBytes, 0xff)]),
    ],
  };
}
