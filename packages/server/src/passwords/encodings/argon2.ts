import { argon2 } from "node:crypto";
import { promisify } from "node:util";
import { beyondBounds, malformed, type Reading } from "./reading.ts";

/**
 * Room for what Django sets (m = 100 MiB, t = 2, p = 8) and for RFC 9106's second choice (64 MiB, 3, 4), and for
 * five times as much work: 256 MiB, and 1.1 s on a core here. Passes and lanes are bounded apart, because each pass
 * of a lane starts threads: m = 512, t = 2048, p = 64 is little work and takes 20 s.
 */
const bounds = {
  maxMemoryKiB: 256 * 1024,
  /** m × t. */
  maxWorkKiB: 1024 * 1024,
  maxPasses: 64,
  maxLanes: 16,
} as const;

/** RFC 9106, 3.1, and the least that the reference implementation takes. */
const least = { saltBytes: 8, tagBytes: 4, memoryKiBPerLane: 8 } as const;

const shape =
  /^(argon2(?:id|i|d))\$v=19\$m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,9})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const derive = promisify(argon2);

/**
 * Django's `Argon2PasswordHasher`: `argon2$`, then what the reference implementation writes, base64 without padding.
 * Version 1.3 (`v=19`) only: Django never wrote another.
 */
export function readArgon2(data: string): Reading {
  const [, variant, m, t, p, salt64, tag64] = shape.exec(data) ?? [];
  if (!isVariant(variant) || salt64 === undefined || tag64 === undefined) return malformed("argon2");
  const parameters = {
    nonce: Buffer.from(salt64, "base64"),
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    tagLength: Buffer.from(tag64, "base64").length,
  };
  const { nonce, memory, passes, parallelism, tagLength } = parameters;
  if (nonce.length < least.saltBytes || tagLength < least.tagBytes) return malformed("argon2");
  if (memory < least.memoryKiBPerLane * parallelism) return malformed("argon2");
  if (!isAffordable(memory, passes, parallelism)) {
    const { maxMemoryKiB, maxWorkKiB, maxPasses, maxLanes } = bounds;
    return beyondBounds("argon2", `at most m=${maxMemoryKiB},t=${maxPasses},p=${maxLanes} and m × t = ${maxWorkKiB}`);
  }
  return {
    kind: "verifiable",
    algorithm: "argon2",
    encoded: `argon2$${data}`,
    encode: async (password) => {
      const tag = await derive(variant, { message: password, ...parameters });
      return `argon2$${variant}$v=19$m=${m},t=${t},p=${p}$${unpadded(nonce)}$${unpadded(tag)}`;
    },
  };
}

function isVariant(text: string | undefined): text is "argon2id" | "argon2i" | "argon2d" {
  return text === "argon2id" || text === "argon2i" || text === "argon2d";
}

function isAffordable(memory: number, passes: number, lanes: number): boolean {
  const { maxMemoryKiB, maxWorkKiB, maxPasses, maxLanes } = bounds;
  return memory <= maxMemoryKiB && passes <= maxPasses && lanes <= maxLanes && memory * passes <= maxWorkKiB;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
