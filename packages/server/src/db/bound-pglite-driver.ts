import type { LoggingOptions, Transaction } from "@mikro-orm/core";
import { type EntityData, PgliteConnection, PgliteDriver, type QueryResult } from "@mikro-orm/pglite";
import { bindValues, type Query, type QueryValues, sendWith } from "./bind-values.ts";

/** Kysely has no streams on PGlite. */
class BoundPgliteConnection extends PgliteConnection {
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
}

/** MikroORM's driver for PGlite, which sends values beside the text of a statement. */
export class BoundPgliteDriver extends PgliteDriver {
  override readonly connection = new BoundPgliteConnection(this.config);
}
