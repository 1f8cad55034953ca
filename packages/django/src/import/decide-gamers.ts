import type { Em } from "@levelup/server";

/*
 * Hand-written SQL, because each statement works on the whole staging table at once: a million rows one by one would
 * take an hour. Only names and switches of this file are part of the text; values are bound.
 */

const digest = (alias: string) => `substr(sha256(convert_to(${alias}.bio, 'UTF8')), 1, 16)`;

/** As for users, in `decided_gamers`: `obstacle` is why a gamer is not taken. */
const decision = (overwrite: boolean) => `
  create temporary table decided_gamers on commit drop as
  with matched as (
    select s.position, s.id, s.user_id,
      row_number() over (partition by s.id order by s.position desc) = 1 as is_last,
      imported.id is not null as has_user, ours.id is not null as is_here, of_user.id as users_gamer_id,
      ${digest("s")} as bio_theirs, case when ours.id is not null then ${digest("ours")} end as bio_ours,
      base.bio_digest as bio_base
    from staged_gamers s
    left join accepted_users imported on imported.id = s.user_id
    left join gamers ours on ours.id = s.id
    left join gamers of_user on of_user.user_id = s.user_id
    left join imported_gamers base on base.id = s.id
  ), checked as (
    select *, case
        when not is_last then 'twice'
        when not has_user then 'user_missing'
        when bio_base is not null and not is_here then 'deleted_here'
        when users_gamer_id <> id then 'second_gamer'
        when is_here and users_gamer_id is null then 'id_taken'
      end as own_obstacle
    from matched
  ), decided as (
    select *,
      coalesce(own_obstacle, case
        when row_number() over (partition by user_id, own_obstacle is null order by id) > 1 then 'second_gamer'
      end) as obstacle,
      case
        when not is_here or bio_theirs = bio_ours or bio_theirs = bio_base then null
        when ${overwrite} or bio_ours = bio_base then 'take'
        else 'keep'
      end as bio_decision
    from checked
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

/** Decides about every staged gamer. Only reads accounts; call it after `decideUsers`. */
export async function decideGamers(em: Em, { overwrite }: { overwrite: boolean }): Promise<void> {
  await em.execute(decision(overwrite));
  await em.execute("analyze decided_gamers");
}

const insertGamers = `
  insert into gamers (id, user_id, bio)
  select s.id, s.user_id, s.bio from staged_gamers s join decided_gamers decided on decided.position = s.position
  where decided.outcome = 'taken' order by s.id`;

const updateGamers = `
  update gamers g set bio = s.bio
  from staged_gamers s join decided_gamers decided on decided.position = s.position
  where decided.outcome = 'updated' and g.id = s.id`;

const rememberGamers = `
  insert into imported_gamers (id, bio_digest)
  select id, bio_memory from decided_gamers
  where obstacle is null and bio_memory is not null and bio_memory is distinct from bio_base
  on conflict (id) do update set bio_digest = excluded.bio_digest`;

/** Writes what was decided. */
export async function writeGamers(em: Em, { remember }: { remember: boolean }): Promise<void> {
  await em.execute(insertGamers);
  await em.execute(updateGamers);
  if (remember) await em.execute(rememberGamers);
}
