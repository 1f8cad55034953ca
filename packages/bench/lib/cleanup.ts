import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("cleanup-process.ts", import.meta.url));

/** What the process that cleans up is told: ids of process groups, names of databases. */
export type CleanupOrder = { started: number } | { ended: number } | { created: string } | { dropped: string };

export type Cleanup = {
  note(order: CleanupOrder): void;
  /** Ends and drops whatever is left. */
  finish(): Promise<void>;
};

/** Starts the process that cleans up after this one. It stands apart, so that no signal to this one's group ends it. */
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
