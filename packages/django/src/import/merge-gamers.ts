import type { Em } from "@levelup/server";

const digest = (alias: string) => `substr(sha256(convert_to(${alias}.bio, 'UTF8')), 1, 16)`;

/** The same for gamers, in `judged_gamers`. Reads only; call it after the users were judged. */
const judgement = (overwrite: boolean) => `
  create temporary table judged_gamers on commit drop as
  with met as (
    select s.position, s.id, s.user_id,
      row_number() over (partition by s.id order by s.position desc) = 1 as is_last,
      eligible.id is not null as is_welcome, ours.id is not null as is_here, theirs.id as users_gamer_id,
      ${digest("s")} as bio_theirs, case when ours.id is not null then ${digest("ours")} end as bio_ours,
      base.bio_digest as bio_base
    from staged_gamers s
    left join eligible_users eligible on eligible.id = s.user_id
    left join gamers ours on ours.id = s.id
    left join gamers theirs on theirs.user_id = s.user_id
    left join imported_gamers base on base.id = s.id
  ), faced as (
    select *, case
        when not is_last then 'twice'
        when not is_welcome then 'user_missing'
        when bio_base is not null and not is_here then 'deleted_here'
        when users_gamer_id <> id then 'second_gamer'
        when is_here and users_gamer_id is null then 'id_taken'
      end as first_obstacle
    from met
  ), decided as (
    select *,
      coalesce(first_obstacle, case
        when row_number() over (partition by user_id, first_obstacle is null order by id) > 1 then 'second_gamer'
      end) as obstacle,
      case
        when not is_here or bio_theirs = bio_ours or bio_theirs = bio_base then null
        when ${overwrite} or bio_ours = bio_base then 'take'
        else 'keep'
      end as bio_decision
    from faced
  )
  select position, id, user_id, obstacle, bio_decision, bio_base,
    case when bio_decision = 'keep' then bio_base else bio_theirs end as bio_memory,
    case
      when obstacle = 'deleted_here' then 'kept'
      when obstacle is not null then 'refused'
      when not is_here then 'taken'
      when bio_decision = 'take' then 'updated'
      when bio_decision = 'keep' then 'kept'
      else 'unchanged'
    end as outcome
  from decided`;

export async function judgeGamers(em: Em, { overwrite }: { overwrite: boolean }): Promise<void> {
  await em.execute(judgement(overwrite));
  await em.execute("analyze judged_gamers");
}

const insertion = `
  insert into gamers (id, user_id, bio)
  select s.id, s.user_id, s.bio from staged_gamers s join judged_gamers judged on judged.position = s.position
  where judged.outcome = 'taken' order by s.id`;

const update = `
  update gamers g set bio = s.bio
  from staged_gamers s join judged_gamers judged on judged.position = s.position
  where judged.outcome = 'updated' and g.id = s.id`;

const remembrance = `
  insert into imported_gamers (id, bio_digest)
  select id, bio_memory from judged_gamers
  where obstacle is null and bio_memory is not null and bio_memory is distinct from bio_base
  on conflict (id) do update set bio_digest = excluded.bio_digest`;

/** Writes what was decided. */
export async function writeGamers(em: Em, { remember }: { remember: boolean }): Promise<void> {
  await em.execute(insertion);
  await em.execute(update);
  if (remember) await em.execute(remembrance);
}
