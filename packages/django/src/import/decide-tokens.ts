import type { Em } from "@levelup/server";

/* Hand-written SQL for the same reason as in decide-gamers.ts. */

/**
 * As for users, in `decided_tokens`. A key that was imported before and is not here any more was ended here, by a
 * logout, a new password or its age: it is never brought back.
 */
const decision = `
  create temporary table decided_tokens on commit drop as
  with checked as (
    select s.position, s.user_id, ours.id is not null as is_here, base.digest is not null as is_known,
      case
        when row_number() over (partition by s.digest order by s.position desc) > 1 then 'twice'
        when imported.id is null then 'user_missing'
        when ours.user_id <> s.user_id then 'token_taken'
        when base.digest is not null and ours.id is null then 'ended_here'
      end as obstacle
    from staged_tokens s
    left join accepted_users imported on imported.id = s.user_id
    left join tokens ours on ours.digest = s.digest
    left join imported_tokens base on base.digest = s.digest
  )
  select *, case
      when obstacle = 'ended_here' then 'kept'
      when obstacle is not null then 'refused'
      when is_here then 'unchanged'
      else 'taken'
    end as outcome
  from checked`;

/** Keys of earlier imports that are valid here and that Django no longer has. */
const endedInDjango = `
  from imported_tokens base
  where base.digest = t.digest and not exists (select from staged_tokens s where s.digest = t.digest)`;

/**
 * Decides about every staged token. Only reads accounts; call it after `decideUsers`.
 *
 * @param complete whether the source has all of Django's tokens.
 * @returns how many tokens `writeTokens` will end because Django has ended them.
 */
export async function decideTokens(em: Em, { complete }: { complete: boolean }): Promise<number> {
  await em.execute(decision);
  await em.execute("analyze decided_tokens");
  if (!complete) return 0;
  const [row] = await em.execute<{ count: number }[]>(
    `select count(*)::int as count from tokens t where exists (select ${endedInDjango})`,
  );
  return row?.count ?? 0;
}

const insertTokens = `
  insert into tokens (digest, user_id, created_at, expires_at, hard_expires_at)
  select s.digest, s.user_id, coalesce(s.created_at, ?), ?, ?
  from staged_tokens s join decided_tokens decided on decided.position = s.position
  where decided.outcome = 'taken' order by s.created_at`;

const rememberTokens = `
  insert into imported_tokens (digest)
  select s.digest from staged_tokens s join decided_tokens decided on decided.position = s.position
  where decided.obstacle is null and not decided.is_known`;

/**
 * Writes what was decided. A token keeps its time of creation and expires as if it were used now, so that everyone who
 * is logged in stays logged in.
 */
export async function writeTokens(
  em: Em,
  {
    now,
    expiries,
    complete,
    remember,
  }: { now: Date; expiries: { idle: Date; hard: Date }; complete: boolean; remember: boolean },
): Promise<void> {
  if (complete) await em.execute(`delete from tokens t where exists (select ${endedInDjango})`);
  await em.execute(insertTokens, [now, expiries.idle, expiries.hard]);
  if (remember) await em.execute(rememberTokens);
}
