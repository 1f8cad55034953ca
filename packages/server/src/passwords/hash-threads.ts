import { readdirSync, readFileSync } from "node:fs";
import { setPriority } from "node:os";

/** Ten steps below the rest of the process: a tenth of its weight where both want a core. */
const niceness = 10;
/** libuv's name for the threads of its pool, on which bcrypt, scrypt and argon2 run. */
const poolThread = "libuv-worker";

/**
 * Lowers the priority of the threads that hash: a hash takes a quarter of a second anyhow, and a call of a millisecond
 * need not wait for a core until one is done. The pool exists from the first hash on. Only Linux has a priority for each
 * thread; elsewhere, and where /proc cannot be read, nothing changes.
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
