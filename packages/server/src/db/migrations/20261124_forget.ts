import { Migration } from "@mikro-orm/migrations";

/** A payload has to be shorter than 8000 bytes; an id with its comma takes at most 12. */
const idsPerNotification = 500;
const idsAtMost = 5000;

type Event = "insert" | "update" | "delete";

/** The users whose requests may have to be answered otherwise when a statement has changed these rows. */
const told: { table: string; event: Event; users: string }[] = [
  { table: "users", event: "update", users: "select id from old_rows" },
  { table: "users", event: "delete", users: "select id from old_rows" },
  { table: "gamers", event: "insert", users: "select user_id from new_rows" },
  { table: "gamers", event: "update", users: "select user_id from old_rows union all select user_id from new_rows" },
  { table: "gamers", event: "delete", users: "select user_id from old_rows" },
  {
    // Use moves the idle expiry on, and that alone is no news. Whole rows, so that columns to come are compared too.
    table: "tokens",
    event: "update",
    users: `select before.user_id from old_rows before left join new_rows after on after.id = before.id
      where after.id is null or after.expires_at < before.expires_at
        or to_jsonb(before) - array['last_used_at', 'expires_at'] <> to_jsonb(after) - array['last_used_at', 'expires_at']`,
  },
  { table: "tokens", event: "delete", users: "select user_id from old_rows" },
];

const tables = ["users", "gamers", "tokens"];

const transitions: Record<Event, string> = {
  insert: "referencing new table as new_rows",
  update: "referencing old table as old_rows new table as new_rows",
  delete: "referencing old table as old_rows",
};

/**
 * Whoever changes an account or ends a token, be it an administrator with SQL, tells so at its commit, in the channel
 * `levelup_forget`: the ids of the users, or `*` for all of them.
 */
export class Forget extends Migration {
  override async up(): Promise<void> {
    // It has no notifications, and no triggers on statements. Nothing is kept in memory then.
    const [engine] = await this.execute("select version() as version");
    if (String(engine?.version).includes("CockroachDB")) return;

    this.addSql(`create function "levelup_forget"() returns trigger language plpgsql as $$
      declare
        ids int[];
      begin
        if tg_op <> 'TRUNCATE' then
          execute format(
            'select array_agg(id) from (select distinct id from (%s) changed (id) limit ${idsAtMost + 1}) few', tg_argv[0]
          ) into ids;
        end if;
        if tg_op = 'TRUNCATE' or cardinality(ids) > ${idsAtMost} then
          perform pg_notify('levelup_forget', '*');
        else
          perform pg_notify('levelup_forget', array_to_string(ids[first : first + ${idsPerNotification - 1}], ','))
            from generate_series(1, cardinality(ids), ${idsPerNotification}) first;
        end if;
        return null;
      end $$`);
    for (const { table, event, users } of told) {
      this.addTrigger(table, event, `${transitions[event]} for each statement`, `'${users.replaceAll("'", "''")}'`);
    }
    for (const table of tables) this.addTrigger(table, "truncate", "for each statement", "");
  }

  private addTrigger(table: string, event: string, clauses: string, argument: string): void {
    const name = `levelup_forget_${event}`;
    this.addSql(
      `create trigger "${name}" after ${event} on "${table}" ${clauses} execute function "levelup_forget"(${argument})`,
    );
    // Also where session_replication_role silences others, as restoring tools do.
    this.addSql(`alter table "${table}" enable always trigger "${name}"`);
  }

  override down(): void {
    this.addSql(`drop function if exists "levelup_forget"() cascade`);
  }
}
