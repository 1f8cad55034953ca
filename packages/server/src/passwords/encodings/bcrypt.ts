import { createHash } from "node:crypto";
import bcrypt from "bcrypt";
import { beyondBounds, malformed, type Reading, type Verifiable } from "./reading.ts";

/**
 * Costs, as powers of two. 4 is the least there is; 15 takes 1.9 s on a core where 12 takes 0.24 s, and each step
 * doubles it. The bounds of the other algorithms keep a hash to about those two seconds as well, so that no
 * imported row can hold a core for long.
 */
const costs = { min: 4, max: 15 } as const;

/** bcrypt reads no more. The native build counts in one byte for `$2a$`, so a longer key is cut first. */
const keyMaxBytes = 72;

type Algorithm = "bcrypt" | "bcrypt_sha256";

const shape = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** Django's `BCryptPasswordHasher` and `BCryptSHA256PasswordHasher`: the algorithm's name, `$`, what bcrypt writes. */
export function readBcrypt(algorithm: Algorithm, data: string): Reading {
  const cost = Number(shape.exec(data)?.[1] ?? Number.NaN);
  if (Number.isNaN(cost)) return malformed(algorithm);
  if (cost < costs.min || cost > costs.max) return beyondBounds(algorithm, `from ${costs.min} to ${costs.max}`);
  return verifiable(algorithm, data);
}

function verifiable(algorithm: Algorithm, data: string): Verifiable {
  return {
    kind: "verifiable",
    algorithm,
    encoded: `${algorithm}$${data}`,
    encode: async (password) => `${algorithm}$${await hashLike(data, keyOf(algorithm, password))}`,
  };
}

function keyOf(algorithm: Algorithm, password: string): Buffer {
  if (algorithm === "bcrypt") return Buffer.from(password).subarray(0, keyMaxBytes);
  return Buffer.from(createHash("sha256").update(password).digest("hex"));
}

/** PHP's `$2y$` is `$2b$` by another name; Python's bcrypt takes both, this one only the latter. */
async function hashLike(data: string, key: Buffer): Promise<string> {
  const version = data.slice(0, "$2b$".length);
  const known = version === "$2y$" ? "$2b$" : version;
  return version + (await bcrypt.hash(key, known + data.slice(version.length))).slice(version.length);
}

/** What begins each of our own encodings at a cost. */
function ourPrefix(cost: number): string {
  return `bcrypt_sha256$$2b$${String(cost).padStart(2, "0")}$`;
}

const ours = /^bcrypt_sha256\$\$2b\$\d\d\$(.{3})(.{19})/;

/** The first three characters of our salts tell them from Django's: it may have hashed another spelling than NFC. */
function markOf(rest: string): string {
  return createHash("sha256").update(`NFC ${rest}`).digest("base64").slice(0, 3).replaceAll("+", ".");
}

/** Whether an encoding was written by {@link encodeOurs}. */
export function isOurs(encoded: string): boolean {
  const [, mark, rest] = ours.exec(encoded) ?? [];
  return rest !== undefined && mark === markOf(rest);
}

/** Whether an encoding is what {@link encodeOurs} writes at this cost. */
export function isOursAt(cost: number, encoded: string): boolean {
  return encoded.startsWith(ourPrefix(cost)) && isOurs(encoded);
}

/**
 * A password in NFC in our own encoding, `bcrypt_sha256$$2b$12$…` at cost 12: no cut at 72 bytes, and Django reads it.
 * 110 bits of its salt are random.
 */
export async function encodeOurs(password: string, cost: number): Promise<string> {
  const salt = await bcrypt.genSalt(cost);
  const [head, rest] = [salt.slice(0, "$2b$12$".length), salt.slice("$2b$12$abc".length)];
  return `bcrypt_sha256$${await bcrypt.hash(keyOf("bcrypt_sha256", password), head + markOf(rest) + rest)}`;
}

/**
 * A decoy for an account without an encoding: to check against it is the same work.
 *
 * @throws RangeError for a cost that would not be accepted back.
 */
export function decoyAt(cost: number): Verifiable {
  if (!Number.isInteger(cost) || cost < costs.min || cost > costs.max) {
    throw new RangeError(`The bcrypt cost must be from ${costs.min} to ${costs.max}, and is ${cost}`);
  }
  const saltAndHash = ".".repeat(53);
  return verifiable("bcrypt_sha256", (ourPrefix(cost) + saltAndHash).slice("bcrypt_sha256$".length));
}

/**
 * Decoys whose work makes up for what a bcrypt hash of a lower cost saves: 2^10 + 2^10 + 2^11 is 2^12. Empty for
 * other encodings, whose work cannot be compared.
 */
export function makeUpFor({ encoded }: Verifiable, cost: number): Verifiable[] {
  const [algorithm, , , lower] = encoded.split("$");
  if (algorithm !== "bcrypt" && algorithm !== "bcrypt_sha256") return [];
  return Array.from({ length: Math.max(0, cost - Number(lower)) }, (_, step) => decoyAt(Number(lower) + step));
}
