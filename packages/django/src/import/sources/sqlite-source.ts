import { DatabaseSync, type StatementSync } from "node:sqlite";
import { StartError } from "@levelup/server";
import { batchRows, type DjangoNames, type DjangoSource, type SourceRow } from "../source.ts";
import { planTables, quoteName, type TablePlan } from "./table-plan.ts";

/**
 * A Django project's `db.sqlite3`, opened to be read only. What Django writes meanwhile is not seen.
 *
 * @throws StartError when the file is no such database.
 */
export async function openSqliteSource(file: string, names: DjangoNames): Promise<DjangoSource> {
  const database = open(file);
  try {
    const { plans, absent } = await planTables(names, {
      columnsOf: async (table) => texts(database.prepare("select name from pragma_table_info(?)"), table),
      tablesWith: async (columns) =>
        texts(database.prepare("select name from sqlite_schema where type = 'table' order by name")).filter((table) => {
          const present = texts(database.prepare("select name from pragma_table_info(?)"), table);
          return columns.every((column) => present.includes(column));
        }),
    });
    return {
      name: file,
      complete: plans.map(({ kind }) => kind),
      absent,
      rowCount: plans.reduce((sum, { table }) => sum + countRows(database, table), 0),
      async *batches() {
        for (const plan of plans) {
          for (const rows of readTable(database, plan)) yield { kind: plan.kind, rows };
        }
      },
      async [Symbol.asyncDispose]() {
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function open(file: string): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    // One read transaction, so that the tables are of one moment.
    database.exec("begin; select count(*) from sqlite_schema");
    return database;
  } catch (error) {
    throw new StartError(`${file} cannot be read as an SQLite database.`, "Name Django's db.sqlite3.", {
      cause: error,
    });
  }
}

function texts(statement: StatementSync, ...parameters: string[]): string[] {
  return statement.all(...parameters).map(({ name }) => String(name));
}

function countRows(database: DatabaseSync, table: string): number {
  return Number(database.prepare(`select count(*) as count from ${quoteName(table)}`).get()?.count);
}

function* readTable(database: DatabaseSync, { table, columns }: TablePlan): Iterable<SourceRow[]> {
  const statement = database.prepare(`select ${columns.map(quoteName).join(", ")} from ${quoteName(table)}`);
  // An integer beyond what a JavaScript number holds is one row's problem, not the end of the run.
  statement.setReadBigInts(true);
  let rows: SourceRow[] = [];
  for (const row of statement.iterate()) {
    rows.push(row);
    if (rows.length === batchRows) {
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) yield rows;
}
