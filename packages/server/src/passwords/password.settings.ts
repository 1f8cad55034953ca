import { availableParallelism } from "node:os";
import type { z } from "zod";
import { wholeNumber } from "../settings/whole-number.ts";

/** libuv's default. Node hashes on these threads, which DNS and files share. */
const defaultThreads = 4;

export const passwordVariables = {
  BCRYPT_COST: wholeNumber(12, 10, 15).describe("Work of one password hash, as a power of two"),
  HASH_CONCURRENCY: wholeNumber(0, 0, 1024).describe(
    "Hashes at once; 0 is one for each core, at most UV_THREADPOOL_SIZE (4)",
  ),
  HASH_QUEUE_LIMIT: wholeNumber(128, 1, 100_000).describe(
    "Hashes that may wait, and as many again for known devices; beyond it calls get OVERLOADED",
  ),
  HASH_QUEUE_DEADLINE_MS: wholeNumber(20_000, 100, 120_000).describe("How long a hash may wait"),
  UV_THREADPOOL_SIZE: wholeNumber(defaultThreads, 1, 1024).describe("Node's own setting: threads that hash"),
};

export type PasswordSettings = {
  /** Of our own hashes, as a power of two: 12 is 0.24 s on a core. From 4 (tests) to 15. */
  bcryptCost: number;
  /** Hashes at once. */
  hashConcurrency: number;
  /** Hashes that may wait. */
  hashQueueLimit: number;
  /** How long one may wait, in milliseconds. */
  hashQueueDeadlineMs: number;
};

type Variables = z.output<z.ZodObject<typeof passwordVariables>>;

export function readPasswordSettings(env: Variables): PasswordSettings {
  return {
    bcryptCost: env.BCRYPT_COST,
    hashConcurrency: env.HASH_CONCURRENCY || Math.min(availableParallelism(), env.UV_THREADPOOL_SIZE),
    hashQueueLimit: env.HASH_QUEUE_LIMIT,
    hashQueueDeadlineMs: env.HASH_QUEUE_DEADLINE_MS,
  };
}
