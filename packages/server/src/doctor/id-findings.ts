import type { Em } from "../db/database.ts";
import { factorCountedTables } from "../factors/factor.declarations.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

/** The sequence of a table's ids. */
type Sequence = { table: string; sequence: string; last: string; max: string };

/** Ours alone: other tables may lie in the same schema. */
const countedTables = ["users", "gamers", "tokens", "audit_events", ...factorCountedTables];

const query = `
  select used.table, sequence.sequencename as sequence, coalesce(sequence.last_value, 0)::text as last, sequence.max_value::text as max
  from (values ${countedTables.map((table) => `('${table}')`).join(", ")}) used ("table")
  join pg_sequences sequence on (quote_ident(schemaname) || '.' || quote_ident(sequencename))::regclass
    = pg_get_serial_sequence(used.table, 'id')::regclass
  order by used.table`;

/** The share of its ids that a table has used when it is time to act. */
const warnAt = 0.9;

/** Whether tables run out of ids: an import of one row with a very high id is enough. */
export async function idFindings(em: Em): Promise<Finding[]> {
  const sequences = await em.execute<Sequence[]>(query);
  const near = sequences.filter(({ last, max }) => Number(last) >= Number(max) * warnAt);
  if (near.length === 0) return [ok("ids", "No table is near the end of its ids.")];
  return near.map(({ table, sequence, last, max }) => {
    const find = Number(last) >= Number(max) ? error : warning;
    return find(
      "ids",
      `The ids of ${table} are at ${last} of ${max}; at the end nothing can be added.`,
      `If one row has a high id by mistake, set the sequence back to the highest of the others: select setval('${sequence}', …).`,
    );
  });
}
