import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("cleanup-process.ts", import.meta.url));

/** Orders to the cleanup process: ids of process groups, names of databases. */
export type CleanupOrder = { started: number } | { ended: number } | { created: string } | { dropped: string };

export type Cleanup = {
  note(order: CleanupOrder): void;
  /** Ends the processes and drops the databases that are left. */
  finish(): Promise<void>;
};

/** Starts the cleanup process, detached so that no signal to this process group ends it. */
export function startCleanup(adminUrl: string): Cleanup {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, adminUrl], {
    stdio: ["pipe", "ignore", "inherit"],
    detached: true,
  });
  const closed = once(child, "close");
  return {
    note: (order) => child.stdin.write(`${JSON.stringify(order)}\n`),
    async finish() {
      child.stdin.end();
      await closed;
    },
  };
}
