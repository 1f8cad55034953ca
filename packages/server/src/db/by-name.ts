import type { Database } from "./database.ts";

/** Values for the `:name`s of a statement. MikroORM's `execute` takes them as they are. */
export type NamedValues = Record<string, unknown>;

/** As MikroORM reads them: `::` is a cast. */
const names = /(?<!:):(\w+)/g;

/** Prepares a statement whose values go by name: its parts may come from several rooms. */
export function prepareByName<Row extends object>(
  database: Pick<Database, "prepare">,
  text: string,
): (values: NamedValues) => Promise<Row[]> {
  const order: string[] = [];
  const run = database.prepare<Row>(text.replace(names, (_match, name: string) => `$${order.push(name)}`));
  return (values) => run(order.map((name) => values[name]));
}
