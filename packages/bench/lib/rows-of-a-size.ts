import { createHash } from "node:crypto";
import type { ScratchDatabase } from "./databases.ts";

/** The key of the nth token: like one of Django, 40 hex digits, which SQL can compute as well. (Ours end in a CRC-32.) */
export function djangoKey(n: number): string {
  return createHash("sha256").update(`token ${n}`).digest("hex").slice(0, 40);
}

const keyInSql = "left(encode(sha256(('token ' || n)::bytea), 'hex'), 40)";

/** Inserts tokens for the users of ids 1 to `users`, in turn. */
export async function insertTokens(
  database: Pick<ScratchDatabase, "query">,
  { tokens, users }: { tokens: number; users: number },
): Promise<void> {
  await database.query(`
    insert into tokens
      (digest, user_id, device, address, user_agent, created_at, last_used_at, expires_at, hard_expires_at)
    select sha256(${keyInSql}::bytea), 1 + n % ${users}, 'Firefox on Linux', '192.0.2.' || n % 256,
      'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', now(), now(),
      now() + interval '20 days' + n % 1000 * interval '10 minutes', now() + interval '300 days'
    from generate_series(1, ${tokens}) n`);
}

/** Users of ids 1 to `users` with their gamers. Their password hashes match no password. */
export async function insertUsers(database: Pick<ScratchDatabase, "query">, users: number): Promise<void> {
  await database.query(`
    insert into users (id, username, username_key, email, password_hash, first_name, last_name, date_joined, last_login)
    select n, 'Gamer-' || n, 'gamer-' || n, 'gamer-' || n || '@example.com',
      'bcrypt_sha256$$2b$12$' || left(encode(sha256(n::text::bytea), 'hex'), 53), 'Grace', 'Gamer',
      now() - n % 3650 * interval '1 day', now()
    from generate_series(1, ${users}) n`);
  await database.query(
    `insert into gamers (user_id, bio) select n, 'I am gamer ' || n from generate_series(1, ${users}) n`,
  );
}

/** Fills an empty database without its indexes and creates them afterwards, which takes a tenth of the time. */
export async function withoutIndexes(database: ScratchDatabase, fill: () => Promise<void>): Promise<void> {
  const constraints = await database.query(`
    select conrelid::regclass::text as on_table, conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype in ('u', 'f') and conrelid in ('users'::regclass, 'gamers'::regclass, 'tokens'::regclass)
    order by contype desc`);
  const indexes = await database.query(`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
    where not indisprimary and indrelid = 'tokens'::regclass
      and not exists (select from pg_constraint where conindid = indexrelid)`);
  for (const { on_table, name } of constraints)
    await database.query(`alter table ${on_table} drop constraint "${name}"`);
  for (const { name } of indexes) await database.query(`drop index ${name}`);
  await fill();
  for (const { definition } of indexes) await database.query(String(definition));
  for (const { on_table, name, definition } of constraints) {
    await database.query(`alter table ${on_table} add constraint "${name}" ${definition}`);
  }
  await database.query("vacuum (analyze) users");
  await database.query("vacuum (analyze) gamers");
  await database.query("vacuum (analyze) tokens");
}
