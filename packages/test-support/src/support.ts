import { LevelUpError, toLevelUpError } from "@levelup/server";
import type { TestApp } from "@levelup/server/testing";
import { expect } from "vitest";
import type { Answer } from "./wire.ts";

/** What a caller's failed call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<LevelUpError> {
  const error = await call.then(
    () => expect.fail("the call was not refused"),
    (thrown: unknown) => thrown,
  );
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof LevelUpError) return cause;
  // An input is refused by tRPC itself, with zod's error as the cause.
  return toLevelUpError(error);
}

export async function refusalCode(call: Promise<unknown>): Promise<string> {
  return (await refusal(call)).code;
}

/** The rows that a query finds. */
export async function rows<Row = Record<string, unknown>>(
  { app }: TestApp,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  return app.database.fork().execute(sql, parameters) as Promise<Row[]>;
}

/** How many rows each table has. */
export async function rowCounts(test: TestApp): Promise<Record<string, number>> {
  const [counts] = await rows<Record<string, number>>(
    test,
    `select (select count(*) from users)::int as users, (select count(*) from gamers)::int as gamers,
       (select count(*) from tokens)::int as tokens, (select count(*) from audit_events)::int as audit_events`,
  );
  return counts ?? {};
}

/** The names of an error table row's outcome for many calls at once: how often each code, or "ok". */
export async function outcomes(calls: Promise<unknown>[]): Promise<Record<string, number>> {
  const codes = await Promise.all(
    calls.map((call) =>
      call.then(
        () => "ok",
        () => refusalCode(call),
      ),
    ),
  );
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** How many rows there are, by table: in all of them, known here or not. */
export async function countRows(test: TestApp): Promise<Record<string, number>> {
  const tables = await rows<{ name: string }>(
    test,
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await rows<{ count: number }>(test, `select count(*)::int as count from "${name}"`);
    counts[name] = row?.count ?? 0;
  }
  return counts;
}

/** Holds an answer to be the typed 503 of a database that cannot be reached, which says nothing but its request id. */
export function expectUnavailable({ status, headers, text }: Answer): void {
  expect([status, headers.get("retry-after"), JSON.parse(text)]).toEqual([
    503,
    "1",
    {
      error: {
        code: -32603,
        message: "The server cannot reach its database. Try again in a moment.",
        data: {
          code: "UNAVAILABLE",
          httpStatus: 503,
          requestId: headers.get("x-request-id"),
          retryAfterSeconds: 1,
        },
      },
    },
  ]);
}
