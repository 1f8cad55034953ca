import { readdirSync, readFileSync } from "node:fs";
import { setPriority } from "node:os";

/** Ten steps below the rest of the process: a tenth of its weight where both want a core. */
const niceness = 10;
/** libuv's name for the threads of its pool, on which bcrypt, scrypt and argon2 run. */
const poolThread = "libuv-worker";

/**
 * Lets the threads that hash stand back: a hash takes a quarter of a second anyhow, and a call that takes a millisecond
 * need not wait until one leaves a core. To be called once the pool is there, which it is from the first hash on. Linux alone has a
 * priority for each thread; elsewhere, and where /proc cannot be read, everything stays as it is.
 */
export function lowerHashThreadPriority(): void {
  try {
    for (const thread of readdirSync("/proc/self/task")) {
      const name = readFileSync(`/proc/self/task/${thread}/comm`, "utf8").trimEnd();
      if (name === poolThread) setPriority(Number(thread), niceness);
    }
  } catch {
    // No Linux, or a thread that ended meanwhile.
  }
}
