import type { Em } from "@levelup/server";

/* Hand-written SQL for the same reason as in decide-gamers.ts. */

/**
 * Columns that change together and are kept together: a part that Django changed since the last import is taken, unless
 * it was changed here as well.
 */
const parts = {
  username: ["username"],
  profile: ["email", "first_name", "last_name"],
  standing: ["is_active", "is_staff", "is_superuser"],
  password: ["password_hash"],
} as const;

export type UserPart = keyof typeof parts;
export const userParts = Object.keys(parts) as UserPart[];

/** JSON keeps the columns of a part apart, so that different rows never have the same digest. */
const digest = (alias: string, part: UserPart) =>
  `substr(sha256(convert_to(json_build_array(${parts[part].map((column) => `${alias}.${column}`)})::text, 'UTF8')), 1, 16)`;

/** Django's fixtures have milliseconds where its database has microseconds. */
const ms = (column: string) => `date_trunc('milliseconds', ${column})`;

const each = (write: (part: UserPart) => string, separator = ", ") => userParts.map(write).join(separator);

/**
 * Decides about every staged user, in `decided_users`: `obstacle` is why a user is not taken at all, `<part>_decision`
 * what is done with a part of an account that is here already.
 *
 * An account here is the same as Django's if id and date of joining are equal, and the name too unless an import
 * brought it. Where the source has no such date, only an imported account can be, by its name. An account that was
 * registered here under the name of a Django user gets nothing of that user's.
 */
const decision = (overwrite: boolean) => `
  create temporary table decided_users on commit drop as
  with matched as (
    select s.position, s.id, s.username_key,
      row_number() over (partition by s.id order by s.position desc) = 1 as is_last,
      ours.id is not null as is_here, base.id is not null as is_known,
      coalesce(${ms("s.date_joined")} = ${ms("ours.date_joined")}, s.date_joined is null and base.id is not null)
        and (s.username_key = ours.username_key or (base.id is not null and s.date_joined is not null)) as is_same,
      name_owner.id as name_owner_id,
      ${ms("s.last_login")} > coalesce(${ms("ours.last_login")}, '-infinity') as is_later_login,
      ${each((part) => `${digest("s", part)} as ${part}_theirs, case when ours.id is not null then ${digest("ours", part)} end as ${part}_ours, base.${part}_digest as ${part}_base`)}
    from staged_users s
    left join users ours on ours.id = s.id
    left join imported_users base on base.id = s.id
    left join users name_owner on name_owner.username_key = s.username_key and name_owner.id <> s.id
  ), checked as (
    select *, case
        when not is_last then 'twice'
        when is_known and not is_here then 'deleted_here'
        when is_here and not is_same then 'id_taken'
        when not is_here and name_owner_id is not null then 'username_taken'
      end as own_obstacle
    from matched
  ), ranked as (
    select *, first_value(id) over (partition by username_key, own_obstacle is null order by is_here desc, id) as first_id
    from checked
  ), decided as (
    select *,
      coalesce(own_obstacle, case when not is_here and first_id <> id then 'username_taken' end) as obstacle,
      coalesce(name_owner_id, nullif(first_id, id)) as other_id,
      ${each(
        (part) => `case
          when not is_here or ${part}_theirs = ${part}_ours or (is_known and ${part}_theirs = ${part}_base) then null
          ${part === "username" ? "when coalesce(name_owner_id, nullif(first_id, id)) is not null then 'keep'" : ""}
          when ${overwrite} or (is_known and ${part}_ours = ${part}_base) then 'take'
          else 'keep' end as ${part}_decision`,
      )}
    from ranked
  )
  select position, id, obstacle, case when obstacle = 'username_taken' then other_id end as other_id,
    ${each((part) => `${part}_decision, case when ${part}_decision = 'keep' then ${part}_base else ${part}_theirs end as ${part}_memory`)},
    ${each((part) => `${part}_base`)},
    case
      when obstacle = 'deleted_here' then 'kept'
      when obstacle is not null then 'refused'
      when not is_here then 'taken'
      when is_later_login or ${each((part) => `${part}_decision = 'take'`, " or ")} then 'updated'
      when ${each((part) => `${part}_decision = 'keep'`, " or ")} then 'kept'
      else 'unchanged'
    end as outcome
  from decided`;

/** The users whose gamers and tokens are taken: those of this source, and of earlier imports if this is a part. */
const acceptedUsers = `
  create temporary table accepted_users on commit drop as
  select id from decided_users where obstacle is null
  union
  select base.id from imported_users base join users ours on ours.id = base.id
  where not exists (select from decided_users decided where decided.id = base.id and decided.obstacle = 'id_taken')`;

/** Decides about every staged user. Only reads accounts. */
export async function decideUsers(em: Em, { overwrite }: { overwrite: boolean }): Promise<void> {
  await em.execute(decision(overwrite));
  await em.execute(acceptedUsers);
  await em.execute("analyze decided_users, accepted_users");
}

const columns = [
  "username",
  "username_key",
  "password_hash",
  "email",
  "first_name",
  "last_name",
  "is_active",
  "is_staff",
  "is_superuser",
];

const insertUsers = `
  insert into users (id, ${columns}, date_joined, last_login)
  select s.id, ${columns.map((column) => `s.${column}`)}, coalesce(s.date_joined, ?), s.last_login
  from staged_users s join decided_users decided on decided.position = s.position
  where decided.outcome = 'taken' order by s.id`;

const takePart = (part: UserPart, column: string, value = `s.${column}`) =>
  `${column} = case when decided.${part}_decision = 'take' then ${value} else u.${column} end`;

/** A changed password makes the account's known devices unknown; another address is not confirmed. */
const updateUsers = `
  update users u set
    ${each((part) => parts[part].map((column) => takePart(part, column)).join(", "))}, ${takePart("username", "username_key")},
    email_verified_at = case when decided.profile_decision = 'take' and s.email <> u.email then null else u.email_verified_at end,
    ${takePart("profile", "pending_email", "null")},
    ${takePart("password", "devices", "'[]'")},
    last_login = greatest(u.last_login, s.last_login)
  from staged_users s join decided_users decided on decided.position = s.position
  where decided.outcome = 'updated' and u.id = s.id`;

/** A password that was changed in Django ends the logins that were made here with the old one. ASVS 7.4.3 */
const endTokens = `
  delete from tokens t using decided_users decided
  where decided.password_decision = 'take' and decided.outcome = 'updated' and t.user_id = decided.id
    and not exists (select from staged_tokens s where s.digest = t.digest)`;

/** A part that was kept is remembered as it was before, so that the next import finds the same difference again. */
const rememberUsers = `
  insert into imported_users (id, ${each((part) => `${part}_digest`)})
  select id, ${userParts.map((part) => `${part}_memory`)} from decided_users
  where obstacle is null and ${each((part) => `${part}_memory is not null`, " and ")}
    and (${userParts.map((part) => `${part}_memory`)}) is distinct from (${userParts.map((part) => `${part}_base`)})
  on conflict (id) do update set ${each((part) => `${part}_digest = excluded.${part}_digest`)}`;

/** Writes what was decided. */
export async function writeUsers(em: Em, { now, remember }: { now: Date; remember: boolean }): Promise<void> {
  await em.execute(insertUsers, [now]);
  await em.execute(updateUsers);
  await em.execute(endTokens);
  if (remember) await em.execute(rememberUsers);
}
