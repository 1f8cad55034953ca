/**
 * Cleans up after the bench, even if it was killed: reads on standard input which processes were started and which
 * databases were created, and when that input ends, ends and drops those that are left.
 */
import { createInterface } from "node:readline";
import pg from "pg";
import type { CleanupOrder } from "./cleanup.ts";

const [adminUrl = ""] = process.argv.slice(2);
const processes = new Set<number>();
const databases = new Set<string>();

// Ctrl-C ends the bench; the work here begins after that.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as CleanupOrder;
  if ("started" in order) processes.add(order.started);
  else if ("ended" in order) processes.delete(order.ended);
  else if ("created" in order) databases.add(order.created);
  else databases.delete(order.dropped);
}

for (const pid of processes) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
if (databases.size > 0) {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  for (const name of databases) await admin.query(`drop database if exists "${name}" with (force)`);
  await admin.end();
}
