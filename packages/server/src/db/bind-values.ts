import { isRaw, raw, type Transaction } from "@mikro-orm/core";
import type { AbstractSqlConnection, AbstractSqlPlatform, Kysely } from "@mikro-orm/postgresql";

/** A query as MikroORM hands it to a connection. */
export type Query = Parameters<AbstractSqlConnection["execute"]>[0];
export type QueryValues = Parameters<AbstractSqlConnection["execute"]>[1];

/** A statement with `$1`, `$2`, … in its text, and their values. */
type BoundStatement = { text: string; values: unknown[] };

/**
 * Takes the values of a query out of its text: MikroORM 7.2 writes them into it, and PostgreSQL logs the text of
 * statements that fail or are slow, with password hashes and token digests. To be removed, with the drivers that use it,
 * when MikroORM binds values: https://github.com/mikro-orm/mikro-orm/issues/8001
 *
 * In its text, `?` stands for a value, `??` for an identifier and `\?` for a question mark.
 */
export function bindValues(platform: AbstractSqlPlatform, query: Query, given: QueryValues = []): BoundStatement {
  const { sql, params } = toFragment(query, given);
  const values: unknown[] = [];
  // As MikroORM has it: in a query without values each `?` is an operator.
  return { text: params.length === 0 ? sql : bindFragment(sql, params), values };

  function bindFragment(fragment: string, fragmentValues: readonly unknown[]): string {
    let next = 0;
    return fragment.replace(/\\\?|\?\??/g, (mark) => {
      if (mark === "\\?") return "?";
      const value = fragmentValues[next++];
      return mark === "??" ? platform.quoteIdentifier(value as string) : bind(value);
    });
  }

  function bind(value: unknown): string {
    if (isRaw(value)) return bindFragment(value.sql, value.params);
    if (Array.isArray(value)) return value.map(bind).join(", ");
    return `$${values.push(toParameter(value))}`;
  }
}

function toFragment(query: Query, given: QueryValues): { sql: string; params: readonly unknown[] } {
  if (typeof query !== "string") return isRaw(query) ? query : query.toRaw();
  return Array.isArray(given) ? { sql: query, params: given } : raw(query, { ...given });
}

/** A value that the drivers of both engines take alike. */
function toParameter(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "bigint") return value.toString();
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value) ? JSON.stringify(value) : value;
}

type Executor = ReturnType<Kysely<unknown>["getExecutor"]>;
type Statement = Parameters<Executor["stream"]>[0];

/** MikroORM's client or transaction, with the values sent that MikroORM leaves out. */
export function sendWith(
  values: unknown[],
  client: Pick<Kysely<unknown>, "executeQuery" | "getExecutor">,
): Transaction {
  return {
    executeQuery: (statement: Statement, options?: Parameters<Kysely<unknown>["executeQuery"]>[1]) =>
      client.executeQuery({ ...statement, parameters: values }, options),
    getExecutor: () => ({
      stream: (statement: Statement, ...rest: Tail<Parameters<Executor["stream"]>>) =>
        client.getExecutor().stream({ ...statement, parameters: values }, ...rest),
    }),
  };
}

type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;
