import { StartError } from "@levelup/server";
import { type DjangoNames, defaultNames, type Kind, kinds } from "../source.ts";

/** Which columns of which table are read. */
export type TablePlan = { kind: Kind; table: string; columns: string[] };

/** What a database tells of its tables. */
export type Catalog = {
  /** The columns of a table; none when there is no such table. */
  columnsOf(table: string): Promise<string[]>;
  /** The tables that have these columns, to suggest. */
  tablesWith(columns: readonly string[]): Promise<string[]>;
};

type Columns = { required: string[]; optional: string[] };

function columnsWanted(kind: Kind, usernameColumn: string): Columns {
  switch (kind) {
    case "users":
      return {
        required: ["id", usernameColumn, "password"],
        optional: [
          "email",
          "first_name",
          "last_name",
          "is_active",
          "is_staff",
          "is_superuser",
          "date_joined",
          "last_login",
        ].filter((column) => column !== usernameColumn),
      };
    case "gamers":
      return { required: ["id", "user_id"], optional: ["bio"] };
    case "tokens":
      return { required: ["key", "user_id"], optional: ["created"] };
  }
}

/**
 * Finds the tables and, by name, their columns. A column that is not known is left alone. Only the users must be there;
 * of the other tables, those that were named.
 *
 * @throws StartError when a table or a column is missing that must be there.
 */
export async function planTables(
  names: DjangoNames,
  catalog: Catalog,
): Promise<{ plans: TablePlan[]; absent: string[] }> {
  const plans: TablePlan[] = [];
  const absent: string[] = [];
  for (const kind of kinds) {
    const table = names.tables[kind];
    const present = await catalog.columnsOf(table);
    const { required, optional } = columnsWanted(kind, names.usernameColumn);
    if (present.length === 0) {
      if (kind === "users" || table !== defaultNames.tables[kind]) {
        throw new StartError(`the source has no table ${table}.`, await suggestion(kind, required, catalog));
      }
      absent.push(`${kind}: the source has no table ${table}`);
      continue;
    }
    const missing = required.filter((column) => !present.includes(column));
    if (missing.length > 0) {
      const remedy =
        kind === "users"
          ? "Name the table of the users by --users-table, and its column of login names by --username-column."
          : `Name the right table by --${kind}-table.`;
      throw new StartError(`the table ${table} has no column ${missing.join(", ")}.`, remedy);
    }
    plans.push({ kind, table, columns: [...required, ...optional.filter((column) => present.includes(column))] });
  }
  return { plans, absent };
}

async function suggestion(kind: Kind, columns: string[], catalog: Catalog): Promise<string> {
  const others = await catalog.tablesWith(columns);
  return others.length === 0
    ? "Check that this is the database of the Django project."
    : `Name it by --${kind}-table; ${others.join(", ")} has the columns.`;
}

/** A name in double quotes, as SQLite and PostgreSQL read it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
