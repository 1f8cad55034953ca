import type { EntityClass } from "@mikro-orm/core";
import type { Database } from "./database.ts";

/** The part of a hand-written `select` that reads an entity's columns, and a function that reads them from its rows. */
export type EntityColumns<Values> = { sql: string; read(row: object): Values };

/**
 * All scalar columns of an entity but the given ones, under the names of its properties, so that a new column is read
 * too. Times are read as the text of their milliseconds: it is the same on both engines and under any setting.
 */
export function entityColumns<Entity extends object, Except extends keyof Entity>(
  orm: Database["orm"],
  entity: EntityClass<Entity>,
  alias: string,
  except: readonly Except[],
): EntityColumns<Omit<Entity, Except>> {
  const left = new Set<PropertyKey>(except);
  const columns = orm
    .getMetadata()
    .get(entity)
    .props.filter(({ kind, name }) => kind === "scalar" && !left.has(name));
  const times = columns.filter(({ runtimeType }) => runtimeType === "Date").map(({ name }) => name as string);
  const sql = columns.map(({ name, fieldNames: [column] }) =>
    times.includes(name)
      ? `floor(extract(epoch from ${alias}.${column}) * 1000)::text as "${name}"`
      : `${alias}.${column} as "${name}"`,
  );
  return {
    sql: sql.join(", "),
    read(row) {
      const values = row as Record<string, unknown>;
      for (const name of times) {
        const ms = values[name];
        if (typeof ms === "string") values[name] = new Date(Number(ms));
      }
      return row as Omit<Entity, Except>;
    },
  };
}
