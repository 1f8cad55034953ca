import { type BinaryLike, type ScryptOptions, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { beyondBounds, malformed, type Reading } from "./reading.ts";

/**
 * Room for all that OWASP's password storage cheat sheet lists (up to n = 2^17, r = 8, p = 1) and Django sets
 * (2^14, 8, 5), and for twice and four times as much: 256 MiB, and 1.8 s on a core here.
 */
const bounds = {
  /** n × r; 128 bytes are held for each. */
  maxBlocks: 2 ** 21,
  /** n × r × p. */
  maxWork: 2 ** 22,
  maxBlockSize: 64,
  maxParallelism: 64,
} as const;

const hashBytes = 64;
const shape = /^([1-9]\d{0,9})\$([^$]+)\$([1-9]\d{0,9})\$([1-9]\d{0,9})\$[A-Za-z0-9+/]{86}==$/;

const derive = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

/** Django's `ScryptPasswordHasher`: `scrypt$n$salt$r$p$hash`. */
export function readScrypt(data: string): Reading {
  const [, n, salt, r, p] = shape.exec(data) ?? [];
  if (n === undefined || salt === undefined || r === undefined || p === undefined) return malformed("scrypt");
  const [N, blockSize, parallelism] = [Number(n), Number(r), Number(p)];
  if (!isWorkFactor(N, blockSize)) return malformed("scrypt");
  if (!isAffordable(N, blockSize, parallelism)) {
    return beyondBounds("scrypt", `at most n × r = ${bounds.maxBlocks} and n × r × p = ${bounds.maxWork}`);
  }
  const cost = { N, r: blockSize, p: parallelism, maxmem: 128 * blockSize * (N + parallelism + 2) };
  return {
    kind: "verifiable",
    algorithm: "scrypt",
    encoded: `scrypt$${data}`,
    encode: async (password) => {
      const hash = await derive(password, salt, hashBytes, cost);
      return `scrypt$${n}$${salt}$${r}$${p}$${hash.toString("base64")}`;
    },
  };
}

/** RFC 7914, 2: a power of two greater than 1 and less than 2^(16 r). */
function isWorkFactor(n: number, r: number): boolean {
  return n > 1 && Number.isInteger(Math.log2(n)) && Math.log2(n) < 16 * r;
}

function isAffordable(n: number, r: number, p: number): boolean {
  const { maxBlocks, maxWork, maxBlockSize, maxParallelism } = bounds;
  return r <= maxBlockSize && p <= maxParallelism && n * r <= maxBlocks && n * r * p <= maxWork;
}
