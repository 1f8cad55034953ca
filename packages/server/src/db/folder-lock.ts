import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StartError } from "../start-error.ts";

/**
 * Locks a folder for this process. PGlite itself does not notice a second process on its files.
 *
 * An SQLite file in an exclusive transaction has a lock of the operating system's: it ends with the process, however
 * that ends, and needs no process id, which may be used again.
 *
 * @throws StartError when another process holds it, or the folder cannot be written.
 */
export function lockFolder(folder: string): { release(): void } {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = new DatabaseSync(join(folder, "lock.sqlite"), { timeout: 0 });
    try {
      file.exec("begin exclusive");
    } catch (error) {
      file.close();
      throw error;
    }
    return { release: () => file.close() };
  } catch (error) {
    if (isBusy(error)) {
      throw new StartError(
        `${folder} is in use by another Level Up process.`,
        "Stop that one first, or set DATA_DIR to another folder.",
        { cause: error },
      );
    }
    throw new StartError(`${folder} cannot be written.`, "Make it writable, or set DATA_DIR to another folder.", {
      cause: error,
    });
  }
}

/** SQLITE_BUSY, https://sqlite.org/rescode.html#busy */
const busy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === busy;
}
