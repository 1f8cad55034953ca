import { describeConnectionFailure, StartError } from "@levelup/server";
import pg from "pg";
import { batchRows, type DjangoNames, type DjangoSource, type SourceRow } from "../source.ts";
import { planTables, quoteName, type Relation, type TablePlan } from "./table-plan.ts";

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
    const { rows: relations } = await client.query<Relation>(relationsQuery);
    const { plans, leftovers } = planTables(names, relations);
    let rowCount = 0;
    for (const { table } of plans) rowCount += await countRows(client, table);
    return {
      name: describe(url),
      complete: plans.map(({ kind }) => kind),
      rowCount,
      leftovers: () => leftovers,
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

/** A partitioned table is a table; a view or a foreign table is not. What the search path does not reach needs its schema. */
const relationsQuery = `
  select case when pg_table_is_visible(c.oid) then c.relname else n.nspname || '.' || c.relname end as name,
    n.nspname || '.' || c.relname as "fullName", format('%I.%I', n.nspname, c.relname) as quoted, c.relkind in ('r', 'p') as "isTable",
    array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^(pg_|information_schema$)'
  group by c.oid, n.nspname order by name`;

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

async function countRows(client: pg.Client, { quoted }: Relation): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from ${quoted}`);
  return Number(rows[0]?.count);
}

async function* readTable(client: pg.Client, { table, columns }: TablePlan): AsyncIterable<SourceRow[]> {
  const select = `select ${columns.map(quoteName).join(", ")} from ${table.quoted}`;
  await client.query(`declare import_cursor no scroll cursor for ${select}`);
  while (true) {
    const { rows } = await client.query<SourceRow>({ text: `fetch ${batchRows} from import_cursor`, types: asText });
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query("close import_cursor");
}
