import { DatabaseSync } from "node:sqlite";
import { StartError } from "@levelup/server";
import { batchRows, type DjangoNames, type DjangoSource, type SourceRow } from "../source.ts";
import { planTables, quoteName, type Relation, type TablePlan } from "./table-plan.ts";

/**
 * A Django project's `db.sqlite3`, opened to be read only. What Django writes meanwhile is not seen.
 *
 * @throws StartError when the file is no such database.
 */
export async function openSqliteSource(file: string, names: DjangoNames): Promise<DjangoSource> {
  const database = open(file);
  try {
    const { plans, leftovers } = planTables(names, listRelations(database));
    return {
      name: file,
      complete: plans.map(({ kind }) => kind),
      rowCount: plans.reduce((sum, { table }) => sum + countRows(database, table), 0),
      leftovers: () => leftovers,
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

/** A virtual table runs code for each row, as a view does. Generated columns are hidden, and so not listed. */
function listRelations(database: DatabaseSync): Relation[] {
  const columns = database.prepare("select name from pragma_table_info(?, 'main')");
  return database
    .prepare(
      "select name, type from pragma_table_list where schema = 'main' and name not like 'sqlite_%' order by name",
    )
    .all()
    .map(({ name, type }) => ({
      name: String(name),
      fullName: `main.${name}`,
      quoted: quoteName(String(name)),
      isTable: type === "table",
      columns: columns.all(String(name)).map((column) => String(column.name)),
    }));
}

function countRows(database: DatabaseSync, { quoted }: Relation): number {
  return Number(database.prepare(`select count(*) as count from ${quoted}`).get()?.count);
}

function* readTable(database: DatabaseSync, { table, columns }: TablePlan): Iterable<SourceRow[]> {
  const statement = database.prepare(`select ${columns.map(quoteName).join(", ")} from ${table.quoted}`);
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
