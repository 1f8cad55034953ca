import type { LoggingOptions, Transaction } from "@mikro-orm/core";
import { type EntityData, PostgreSqlConnection, PostgreSqlDriver, type QueryResult } from "@mikro-orm/postgresql";
import { bindValues, type Query, type QueryValues, sendWith } from "./bind-values.ts";

class BoundPostgreSqlConnection extends PostgreSqlConnection {
  override async execute<T extends QueryResult | EntityData<object> | EntityData<object>[]>(
    query: Query,
    given?: QueryValues,
    method?: "all" | "get" | "run",
    client: Transaction = this.getClient(),
    logging?: LoggingOptions,
  ): Promise<T> {
    const { text, values } = bindValues(this.platform, query, given);
    return super.execute(text, [], method, sendWith(values, client), logging);
  }

  override stream<T extends EntityData<object>>(
    query: Query,
    given?: QueryValues,
    client: Transaction = this.getClient(),
    logging?: LoggingOptions,
    chunkSize?: number,
  ): AsyncIterableIterator<T> {
    const { text, values } = bindValues(this.platform, query, given);
    return super.stream(text, [], sendWith(values, client), logging, chunkSize);
  }
}

/** MikroORM's driver for PostgreSQL, which sends values beside the text of a statement. */
export class BoundPostgreSqlDriver extends PostgreSqlDriver {
  override readonly connection = new BoundPostgreSqlConnection(this.config);
}
