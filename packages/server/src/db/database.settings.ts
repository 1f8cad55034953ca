import { z } from "zod";
import { createSecret, type Secret } from "../settings/secret.ts";
import { wholeNumber } from "../settings/whole-number.ts";
import { databaseUrlProblem } from "./database-url.ts";

export const databaseVariables = {
  DATABASE_URL: z
    .string()
    .superRefine((url, context) => {
      const problem = databaseUrlProblem(url);
      if (problem !== null) context.addIssue({ code: "custom", message: problem });
    })
    .optional()
    .describe("PostgreSQL 15 or newer; without it the embedded PGlite is used"),
  DATABASE_POOL_SIZE: wholeNumber(10, 2, 1000).describe(
    "Connections to PostgreSQL for calls, at most; two more check tokens",
  ),
  DATABASE_CONNECT_TIMEOUT_MS: wholeNumber(3000, 100, 60_000).describe("How long to wait for a connection"),
  DATABASE_STATEMENT_TIMEOUT_MS: wholeNumber(10_000, 100, 600_000).describe("How long one statement may take"),
  DATA_DIR: z.string().min(1).default(".levelup").describe("Folder of the embedded database"),
};

export type DatabaseSettings = {
  /** `postgres://…`; null for the embedded database. */
  url: Secret | null;
  /** Folder of the embedded database; null for memory. */
  folder: string | null;
  poolSize: number;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  /** Initial files of an embedded database in memory, as PGlite dumps them. */
  pgliteTemplate?: Blob;
  /** An open PGlite in memory to use, which stays open: the tests of a file share one. Its own types need the DOM's. */
  pglite?: object;
};

type Variables = z.output<z.ZodObject<typeof databaseVariables>>;

export function readDatabaseSettings(env: Variables): DatabaseSettings {
  return {
    url: env.DATABASE_URL === undefined ? null : createSecret(env.DATABASE_URL),
    folder: env.DATABASE_URL === undefined ? env.DATA_DIR : null,
    poolSize: env.DATABASE_POOL_SIZE,
    connectTimeoutMs: env.DATABASE_CONNECT_TIMEOUT_MS,
    statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT_MS,
  };
}
