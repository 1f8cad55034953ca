import { availableParallelism } from "node:os";
import { z } from "zod";
import { type MetricsSettings, operationsVariables, readOperations } from "./env/operations.ts";
import { readThrottle, type ThrottleSettings, throttleVariables } from "./env/throttle.ts";
import { readTokenCache, type TokenCacheSettings, tokenCacheVariables } from "./env/token-cache.ts";
import { readWall, type WallSettings, wallVariables } from "./env/wall.ts";
import { wholeNumber } from "./env/whole-number.ts";
import type { PasswordSettings } from "./passwords/password.service.ts";
import { createSecret, type Secret } from "./secret.ts";
import { StartError } from "./start-error.ts";
import type { StopSettings } from "./stop.ts";

/**
 * Every setting that an operator may change: its name, its default, its bounds and its unit. Read once, at the start,
 * by `readEnv`; nothing else looks at the process's environment.
 */

function readList(list: string): string[] {
  return list.split(",").map((item) => item.trim());
}

/** As a browser sends it: scheme, host and port, without a path. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.parse(text)?.origin === text;
}

/** libuv's own default; Node hashes on its threads, which DNS and files share. */
const defaultThreads = 4;

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/[^/]*\/./, "must look like postgres://user:password@host:5432/database")
  .optional();

const variables = z.object({
  PORT: wholeNumber(8000, 0, 65_535).describe("Port of the API and the web app; 0 takes any free one"),
  HOST: z.string().min(1).default("localhost").describe("Address to listen on; localhost is both loopbacks"),
  DATABASE_URL: postgresUrl.describe("PostgreSQL 15 or newer; without it the embedded PGlite is used"),
  DATABASE_LISTEN_URL: postgresUrl.describe(
    "The same database without a pooler between, for the one connection that hears what to forget",
  ),
  DATABASE_POOL_SIZE: wholeNumber(10, 2, 1000).describe(
    "Connections to PostgreSQL for what calls do, at most; three more check tokens and listen",
  ),
  DATABASE_CONNECT_TIMEOUT_MS: wholeNumber(3000, 100, 60_000).describe("How long to wait for a connection"),
  DATABASE_STATEMENT_TIMEOUT_MS: wholeNumber(10_000, 100, 600_000).describe("How long one statement may take"),
  DATA_DIR: z.string().min(1).default(".levelup").describe("Folder of the embedded database"),
  WEB_ROOT: z.string().min(1).optional().describe("Folder of the built web app; without it only the API is served"),
  CORS_ORIGINS: z
    .string()
    .refine((list) => readList(list).every(isOrigin), "must be origins as in https://play.example.com, with commas")
    .default("http://localhost:3000,http://127.0.0.1:3000,http://localhost:5173,http://127.0.0.1:5173")
    .describe("Origins whose pages may call the API, beside its own; separated by commas"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be one of fatal, error, warn, info, debug, trace, silent",
    })
    .default("info")
    .describe("The least severe log lines to write"),
  ...operationsVariables,
  BCRYPT_COST: wholeNumber(12, 10, 15).describe("Work of one password hash, as a power of two"),
  HASH_CONCURRENCY: wholeNumber(0, 0, 1024).describe(
    "Hashes at once; 0 is one a core, and at most UV_THREADPOOL_SIZE (4)",
  ),
  HASH_QUEUE_LIMIT: wholeNumber(64, 1, 100_000).describe("Hashes that may wait; beyond it calls get OVERLOADED"),
  HASH_QUEUE_DEADLINE_MS: wholeNumber(20_000, 100, 120_000).describe("How long a hash may wait"),
  TOKEN_IDLE_DAYS: wholeNumber(30, 1, 3650).describe("A token unused for so long expires"),
  TOKEN_HARD_DAYS: wholeNumber(365, 1, 3650).describe("A token this old expires, used or not"),
  TOKEN_RENEW_MINUTES: wholeNumber(60, 1, 100_000).describe("Use moves the idle expiry on, at most once in so long"),
  TOKENS_PER_USER: wholeNumber(20, 1, 1000).describe("Devices that may be logged in; the oldest goes"),
  ...tokenCacheVariables,
  UV_THREADPOOL_SIZE: wholeNumber(defaultThreads, 1, 1024).describe("Node's own: threads that hash"),
  ...throttleVariables,
  ...wallVariables,
});

const minutesPerDay = 24 * 60;

const checked = variables
  .refine((env) => env.TOKEN_IDLE_DAYS <= env.TOKEN_HARD_DAYS, {
    path: ["TOKEN_IDLE_DAYS"],
    error: "must be at most TOKEN_HARD_DAYS",
  })
  .refine((env) => env.TOKEN_RENEW_MINUTES < env.TOKEN_IDLE_DAYS * minutesPerDay, {
    path: ["TOKEN_RENEW_MINUTES"],
    error: "must be shorter than TOKEN_IDLE_DAYS",
  })
  .refine((env) => env.HASH_QUEUE_DEADLINE_MS < env.IDLE_TIMEOUT_MS, {
    path: ["HASH_QUEUE_DEADLINE_MS"],
    error: "must be shorter than IDLE_TIMEOUT_MS",
  })
  .refine((env) => env.DATABASE_LISTEN_URL === undefined || env.DATABASE_URL !== undefined, {
    path: ["DATABASE_LISTEN_URL"],
    error: "needs DATABASE_URL",
  })
  .refine((env) => env.STOP_DRAIN_MS < env.STOP_GRACE_MS, {
    path: ["STOP_DRAIN_MS"],
    error: "must be shorter than STOP_GRACE_MS",
  });

export type DatabaseSettings = {
  /** `postgres://…`; null for the embedded database. */
  url: Secret | null;
  /** The same database without a pooler between; by default `url`. */
  listenUrl?: Secret;
  /** Where the embedded database lives; null for memory. */
  folder: string | null;
  poolSize: number;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  /** A dump of an embedded database's files to begin with. */
  pgliteTemplate?: Blob;
};

export type TokenSettings = { idleDays: number; hardDays: number; renewMinutes: number; perUser: number };

export type HttpSettings = { host: string; port: number; webRoot: string | null; corsOrigins: string[] };

/** The settings of an app, checked. */
export type Env = {
  database: DatabaseSettings;
  http: HttpSettings;
  passwords: PasswordSettings;
  tokens: TokenSettings;
  tokenCache: TokenCacheSettings;
  throttle: ThrottleSettings;
  wall: WallSettings;
  metrics: MetricsSettings;
  stop: StopSettings;
  logLevel: z.infer<typeof variables>["LOG_LEVEL"];
};

/** The variables, with what they mean and their defaults, for help texts and the documentation. */
export const envVariables = Object.entries(variables.shape).map(([name, schema]) => ({
  name,
  description: schema.description ?? "",
  fallback: schema.safeParse(undefined).data,
}));

/**
 * Settings from a record of environment variables. An empty variable counts as not set.
 *
 * @throws StartError that names every variable with a wrong value, without the value: it may be a secret.
 */
export function readEnv(record: Record<string, string | undefined>): Env {
  const result = checked.safeParse(Object.fromEntries(Object.entries(record).filter(([, value]) => value !== "")));
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new StartError(`${problems.join("; ")}.`, "Correct the environment; docs/settings.md lists every variable.");
  }
  const env = result.data;
  return {
    database: {
      url: env.DATABASE_URL === undefined ? null : createSecret(env.DATABASE_URL),
      ...(env.DATABASE_LISTEN_URL === undefined ? {} : { listenUrl: createSecret(env.DATABASE_LISTEN_URL) }),
      folder: env.DATABASE_URL === undefined ? env.DATA_DIR : null,
      poolSize: env.DATABASE_POOL_SIZE,
      connectTimeoutMs: env.DATABASE_CONNECT_TIMEOUT_MS,
      statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT_MS,
    },
    http: { host: env.HOST, port: env.PORT, webRoot: env.WEB_ROOT ?? null, corsOrigins: readList(env.CORS_ORIGINS) },
    passwords: {
      bcryptCost: env.BCRYPT_COST,
      hashConcurrency: env.HASH_CONCURRENCY || Math.min(availableParallelism(), env.UV_THREADPOOL_SIZE),
      hashQueueLimit: env.HASH_QUEUE_LIMIT,
      hashQueueDeadlineMs: env.HASH_QUEUE_DEADLINE_MS,
    },
    tokens: {
      idleDays: env.TOKEN_IDLE_DAYS,
      hardDays: env.TOKEN_HARD_DAYS,
      renewMinutes: env.TOKEN_RENEW_MINUTES,
      perUser: env.TOKENS_PER_USER,
    },
    tokenCache: readTokenCache(env),
    throttle: readThrottle(env),
    wall: readWall(env),
    ...readOperations(env),
    logLevel: env.LOG_LEVEL,
  };
}
