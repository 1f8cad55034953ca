import { describeConnectionFailure, StartError } from "@levelup/server";
import pg from "pg";
import { batchRows, type DjangoNames, type DjangoSource, type SourceRow } from "../source.ts";
import { planTables, quoteName, type TablePlan } from "./table-plan.ts";

const connectTimeoutMs = 10_000;

/** Every value as the text that PostgreSQL writes: dates keep their microseconds. */
const asText = { getTypeParser: () => (text: string) => text };

/**
 * A Django project's PostgreSQL database, read through a cursor in one read-only transaction: its tables are of one
 * moment, whatever Django writes meanwhile.
 *
 * @throws StartError when it cannot be reached or is no such database.
 */
export async function openPostgresSource(url: string, names: DjangoNames): Promise<DjangoSource> {
  const client = await connect(url);
  try {
    await client.query("begin transaction isolation level repeatable read, read only");
    await client.query("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local statement_timeout = 0");
    const { plans, absent } = await planTables(names, {
      columnsOf: async (table) => texts(client, "attname", columnsQuery, [quoteTable(table)]),
      tablesWith: async (columns) => texts(client, "table_name", tablesQuery, [columns]),
    });
    let rowCount = 0;
    for (const { table } of plans) rowCount += await countRows(client, table);
    return {
      name: describe(url),
      complete: plans.map(({ kind }) => kind),
      absent,
      rowCount,
      async *batches() {
        for (const plan of plans) {
          for await (const rows of readTable(client, plan)) yield { kind: plan.kind, rows };
        }
      },
      [Symbol.asyncDispose]: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

const columnsQuery = `
  select attname from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`;

const tablesQuery = `
  select table_name from information_schema.columns
  where table_schema = any (current_schemas(false)) and column_name = any ($1)
  group by table_name having count(*) = cardinality($1) order by table_name`;

async function connect(url: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      application_name: "levelup import",
    });
    // A connection that breaks also fails the query that is waiting for it.
    client.on("error", () => {});
    await client.connect();
    return client;
  } catch (error) {
    const [what, , options] = URL.canParse(url)
      ? describeConnectionFailure(error, url)
      : ["the source is no well-formed URL.", "", { cause: error }];
    throw new StartError(what, "Check the source: postgres://user:password@host:5432/database.", options);
  }
}

function describe(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}

async function texts(client: pg.Client, column: string, query: string, values: unknown[]): Promise<string[]> {
  const { rows } = await client.query<Record<string, string>>(query, values);
  return rows.map((row) => row[column] ?? "");
}

async function countRows(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from ${quoteTable(table)}`);
  return Number(rows[0]?.count);
}

async function* readTable(client: pg.Client, { table, columns }: TablePlan): AsyncIterable<SourceRow[]> {
  const select = `select ${columns.map(quoteName).join(", ")} from ${quoteTable(table)}`;
  await client.query(`declare import_cursor no scroll cursor for ${select}`);
  while (true) {
    const { rows } = await client.query<SourceRow>({ text: `fetch ${batchRows} from import_cursor`, types: asText });
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query("close import_cursor");
}

/** A table's name may carry its schema's. */
function quoteTable(table: string): string {
  return table.split(".").map(quoteName).join(".");
}
