import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Database } from "../db/database.ts";
import type { OnHashWait } from "../passwords/hash-queue.ts";
import type { OnCall } from "../trpc/context.ts";

/** In seconds: from one query by an index to a call that waits for its hash and for the database. */
const callSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];
const hashWaitSeconds = [0, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** Use cases with limited attempts. */
export type ThrottledUseCase = "login" | "register" | "change_password" | "second_factor";

export type LoginOutcome = "success" | "second_factor" | "failure" | "throttled" | "overloaded" | "error";

export type Metrics = {
  /** Adds the metrics of Node: memory, CPU, event-loop lag, garbage collection. They cost a little CPU. */
  collectNode(): void;
  onCall: OnCall;
  onRequest(route: string, status: number, ms: number): void;
  onLogin(outcome: LoginOutcome): void;
  onThrottled(what: ThrottledUseCase): void;
  onHashWait: OnHashWait;
  /** Adds the load of the hash queue. */
  watchHashQueue(load: () => { running: number; waiting: number }): void;
  /** All metrics, in Prometheus's text format. */
  text(): Promise<string>;
  readonly registry: Registry;
};

/**
 * An app's metrics, in a registry of its own, because a process may run several apps. Every label has few values, none
 * of which a client can make up.
 */
export function createMetrics(database: Database): Metrics {
  const registry = new Registry();
  const registers = [registry];

  const calls = new Counter({
    name: "levelup_calls_total",
    help: "Calls of procedures, by the error's code, or OK",
    labelNames: ["procedure", "code"],
    registers,
  });
  const callDuration = new Histogram({
    name: "levelup_call_duration_seconds",
    help: "How long calls of procedures took",
    labelNames: ["procedure"],
    buckets: callSeconds,
    registers,
  });
  const requests = new Counter({
    name: "levelup_http_requests_total",
    help: "HTTP requests answered, on all routes; a path that does not exist is the route none",
    labelNames: ["route", "status"],
    registers,
  });
  const requestDuration = new Histogram({
    name: "levelup_http_request_duration_seconds",
    help: "How long HTTP requests took",
    labelNames: ["route"],
    buckets: callSeconds,
    registers,
  });
  const logins = new Counter({
    name: "levelup_logins_total",
    help: "Logins on all routes, by outcome",
    labelNames: ["outcome"],
    registers,
  });
  const throttled = new Counter({
    name: "levelup_throttled_total",
    help: "Attempts refused because there were too many",
    labelNames: ["what"],
    registers,
  });
  const hashWait = new Histogram({
    name: "levelup_hash_wait_seconds",
    help: "How long password hashes waited for their turn",
    labelNames: ["outcome"],
    buckets: hashWaitSeconds,
    registers,
  });

  const pool = new Gauge({
    name: "levelup_database_connections",
    help: "Connections to PostgreSQL: in use, and at rest in the pool",
    labelNames: ["state"],
    registers,
    collect() {
      const { used, idle } = database.pool() ?? { used: 0, idle: 0 };
      pool.set({ state: "used" }, used);
      pool.set({ state: "idle" }, idle);
    },
  });
  const poolWaiting = new Gauge({
    name: "levelup_database_waiting",
    help: "Calls that wait for a connection to PostgreSQL",
    registers,
    collect() {
      poolWaiting.set(database.pool()?.waiting ?? 0);
    },
  });

  return {
    registry,
    collectNode: () => collectDefaultMetrics({ register: registry }),
    onCall(procedure, code, ms) {
      calls.inc({ procedure, code });
      callDuration.observe({ procedure }, ms / 1000);
    },
    onRequest(route, status, ms) {
      requests.inc({ route, status });
      requestDuration.observe({ route }, ms / 1000);
    },
    onLogin: (outcome) => logins.inc({ outcome }),
    onThrottled: (what) => throttled.inc({ what }),
    onHashWait: (waitedMs, outcome) => hashWait.observe({ outcome }, waitedMs / 1000),
    watchHashQueue(load) {
      const queue = new Gauge({
        name: "levelup_hash_queue",
        help: "Password hashes that run, and that wait",
        labelNames: ["state"],
        registers,
        collect() {
          const { running, waiting } = load();
          queue.set({ state: "running" }, running);
          queue.set({ state: "waiting" }, waiting);
        },
      });
    },
    text: () => registry.metrics(),
  };
}
