/** Compares passwords by bcrypt and does nothing else. Prints how many seconds it took. */
import bcrypt from "bcrypt";

const [count = 0, atOnce = 1] = process.argv.slice(2).map(Number);
// 64 characters, as Level Up hashes: the hex digits of a SHA-256.
const password = "a".repeat(64);
const encoded = await bcrypt.hash(password, 12);
let begun = 0;

async function compare(): Promise<void> {
  while (begun < count) {
    begun += 1;
    if (!(await bcrypt.compare(password, encoded))) throw new Error("a password did not match itself");
  }
}

const startedAt = performance.now();
await Promise.all(Array.from({ length: atOnce }, compare));
process.stdout.write(String((performance.now() - startedAt) / 1000));
