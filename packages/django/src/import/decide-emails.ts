import type { Em } from "@levelup/server";

/* Hand-written SQL for the same reason as in decide-gamers.ts. */

/** Without the case of ASCII letters only: in a locale, letters that look alike may become one. */
const folded = (address: string) => `lower(${address} collate "C")`;

/**
 * As for users, in `decided_emails`. An address counts only for the account of its user, and only if it is the one that
 * this account has or is about to get: an account has one address.
 */
const decision = `
  create temporary table decided_emails on commit drop as
  with accounts as (
    select accepted.id, next.email, ours.email_verified_at is not null and ours.email = next.email as is_verified
    from accepted_users accepted
    left join users ours on ours.id = accepted.id
    left join decided_users decided on decided.id = accepted.id and decided.obstacle is null
    left join staged_users s on s.position = decided.position
    cross join lateral (
      select case when decided.outcome = 'taken' or decided.profile_decision = 'take' then s.email else ours.email end as email
    ) next
  ), checked as (
    select s.position, s.id, s.user_id, s.is_verified, account.is_verified as is_verified_here,
      case
        when row_number() over (partition by s.id order by s.position desc) > 1 then 'twice'
        when account.id is null then 'user_missing'
        when s.email = '' or ${folded("s.email")} <> ${folded("account.email")} then
          case when s.is_primary then 'other_primary_address' else 'other_address' end
      end as obstacle
    from staged_emails s
    left join accounts account on account.id = s.user_id
  )
  select *, case
      when obstacle is not null then 'refused'
      when is_verified and is_verified_here is not true then 'taken'
      else 'unchanged'
    end as outcome
  from checked`;

/** Decides about every staged e-mail address. Only reads accounts; call it after `decideUsers`. */
export async function decideEmails(em: Em): Promise<void> {
  await em.execute(decision);
  await em.execute("analyze decided_emails");
}

const verifyAddresses = `
  update users u set email_verified_at = ? from decided_emails decided
  where decided.outcome = 'taken' and u.id = decided.user_id`;

/** Writes what was decided; call it after `writeUsers`. Allauth does not say when an address was verified. */
export async function writeEmails(em: Em, { now }: { now: Date }): Promise<void> {
  await em.execute(verifyAddresses, [now]);
}
