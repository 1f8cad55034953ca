import type { Em } from "@levelup/server";

/**
 * The same for tokens, in `judged_tokens`. A key that was imported once and is not here any more was ended here, by a
 * logout, a new password or its age: it never comes back.
 */
const judgement = `
  create temporary table judged_tokens on commit drop as
  with faced as (
    select s.position, s.user_id, ours.id is not null as is_here, base.digest is not null as is_known,
      case
        when row_number() over (partition by s.digest order by s.position desc) > 1 then 'twice'
        when eligible.id is null then 'user_missing'
        when ours.user_id <> s.user_id then 'token_taken'
        when base.digest is not null and ours.id is null then 'ended_here'
      end as obstacle
    from staged_tokens s
    left join eligible_users eligible on eligible.id = s.user_id
    left join tokens ours on ours.digest = s.digest
    left join imported_tokens base on base.digest = s.digest
  )
  select *, case
      when obstacle = 'ended_here' then 'kept'
      when obstacle is not null then 'refused'
      when is_here then 'unchanged'
      else 'taken'
    end as outcome
  from faced`;

/** Keys of earlier imports that live here and that Django no longer has. */
const endedInDjango = `
  from imported_tokens base
  where base.digest = t.digest and not exists (select from staged_tokens s where s.digest = t.digest)`;

/**
 * Reads only; call it after the users were judged.
 *
 * @param complete whether the source has all of Django's tokens.
 * @returns how many tokens `writeTokens` will end because Django has ended them.
 */
export async function judgeTokens(em: Em, { complete }: { complete: boolean }): Promise<number> {
  await em.execute(judgement);
  await em.execute("analyze judged_tokens");
  if (!complete) return 0;
  const [row] = await em.execute<{ count: number }[]>(
    `select count(*)::int as count from tokens t where exists (select ${endedInDjango})`,
  );
  return row?.count ?? 0;
}

const insertion = `
  insert into tokens (digest, user_id, created_at, expires_at, hard_expires_at)
  select s.digest, s.user_id, coalesce(s.created_at, ?), ?, ?
  from staged_tokens s join judged_tokens judged on judged.position = s.position
  where judged.outcome = 'taken' order by s.created_at`;

const remembrance = `
  insert into imported_tokens (digest)
  select s.digest from staged_tokens s join judged_tokens judged on judged.position = s.position
  where judged.obstacle is null and not judged.is_known`;

/**
 * Writes what was decided. A token keeps the time when it was made; it expires as if it were used now, so that whoever
 * is logged in stays so.
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
  await em.execute(insertion, [now, expiries.idle, expiries.hard]);
  if (remember) await em.execute(remembrance);
}
