import type { Em } from "@levelup/server";
import { userParts } from "./decide-users.ts";
import { type Counts, countReasons, type ImportReport, type Note } from "./report.ts";
import { type DjangoSource, type Kind, kinds } from "./source.ts";

type DecidedRow = {
  id: number | null;
  user_id: number | null;
  outcome: string;
  reason: string;
  other_id: number | null;
};

/** Hand-written SQL: it reads temporary tables, which no entity describes. */
const decided: Record<Kind, string> = {
  users: `
    select id, null::int as user_id, case when obstacle is null then 'kept' else outcome end as outcome, reason, other_id
    from decided_users cross join lateral (
      select obstacle as reason where obstacle is not null
      ${userParts.map((part) => `union all select '${part}_changed_here' where obstacle is null and ${part}_decision = 'keep'`).join("\n")}
    ) reasons order by id`,
  gamers: `
    select id, user_id, outcome, coalesce(obstacle, 'bio_changed_here') as reason, null::int as other_id
    from decided_gamers where outcome in ('kept', 'refused') order by id`,
  tokens: `
    select null::int as id, user_id, outcome, obstacle as reason, null::int as other_id
    from decided_tokens where obstacle is not null order by user_id`,
  emails: `
    select id, user_id, outcome, obstacle as reason, null::int as other_id
    from decided_emails where obstacle is not null order by id`,
};

/** Users of earlier imports that a source with all users no longer has. Those that its reader refused are there. */
const goneUsers = `
  select base.id, null::int as user_id, 'kept' as outcome, 'gone_in_django' as reason, null::int as other_id
  from imported_users base join users ours on ours.id = base.id
  where not exists (select from staged_users s where s.id = base.id)
    and base.id not in (select value::bigint from json_array_elements_text(?))
  order by base.id`;

/** Reads what was decided about the staged rows: counts, and a note for each that is kept or refused. */
export async function readDecisions(
  em: Em,
  source: DjangoSource,
  {
    read,
    notes,
    tokensEnded,
    dryRun,
  }: { read: Record<Kind, number>; notes: Note[]; tokensEnded: number; dryRun: boolean },
): Promise<ImportReport> {
  const counts = { users: noCounts(), gamers: noCounts(), tokens: noCounts(), emails: noCounts() };
  for (const { kind, outcome } of notes) if (outcome === "refused") counts[kind].refused += 1;
  const all = [...notes];
  for (const kind of kinds) {
    counts[kind].read = read[kind];
    const outcomes = await em.execute<{ outcome: Exclude<keyof Counts, "read">; count: number }[]>(
      `select outcome, count(*)::int as count from decided_${kind} group by outcome`,
    );
    for (const { outcome, count } of outcomes) counts[kind][outcome] += count;
    for (const row of await em.execute<DecidedRow[]>(decided[kind])) all.push(toNote(kind, row));
  }
  if (source.complete.includes("users")) {
    const refused = notes.filter(({ kind, id }) => kind === "users" && Number.isSafeInteger(id)).map(({ id }) => id);
    for (const row of await em.execute<DecidedRow[]>(goneUsers, [JSON.stringify(refused)])) {
      all.push(toNote("users", row));
    }
  }
  const { emails, ...mainCounts } = counts;
  return {
    source: source.name,
    dryRun,
    counts: emails.read > 0 ? counts : mainCounts,
    reasons: countReasons(all),
    tokensEnded,
    ...source.leftovers(),
    notes: all,
  };
}

function noCounts(): Counts {
  return { read: 0, taken: 0, updated: 0, unchanged: 0, kept: 0, refused: 0 };
}

function toNote(kind: Kind, { id, user_id: user, outcome, reason, other_id }: DecidedRow): Note {
  return {
    kind,
    id,
    user,
    outcome: outcome === "kept" ? "kept" : "refused",
    reason,
    message: messages[reason]?.(other_id) ?? reason,
  };
}

const changedHere = (what: string) => () =>
  `Its ${what} was changed here since, and differs in Django: ours is kept. --overwrite takes Django's.`;

const messages: Record<string, (other: number | null) => string> = {
  twice: () => "It comes again later in the source, and the later one counts.",
  deleted_here: () => "It was imported before and deleted here: it is not brought back.",
  id_taken: () => "Its id belongs to another one here.",
  username_taken: (other) => `User ${other} has this username, but for case: rename one of them in Django.`,
  username_changed_here: () => "Its new username is taken here, or was changed here since: ours is kept.",
  profile_changed_here: changedHere("e-mail or name"),
  standing_changed_here: changedHere("being active, staff or superuser"),
  password_changed_here: changedHere("password"),
  bio_changed_here: changedHere("bio"),
  user_missing: () => "Its user was refused, or is not in the source.",
  second_gamer: () => "Its user has another gamer.",
  token_taken: () => "Its key belongs to another user here.",
  ended_here: () => "It was ended here since it was imported: it does not come back.",
  other_address: () => "It is not the address of its user's account, which has one only.",
  other_primary_address: () => "It is its user's primary address, but the account has another one.",
  gone_in_django: () => "Django no longer has it: it is kept here.",
};
