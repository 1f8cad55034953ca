import { codePoints } from "@levelup/contract/rules";
import { type Database, type Em, Token } from "@levelup/server";
import { IsolationLevel } from "@mikro-orm/core";
import { batchRows, type DjangoNames } from "../import/source.ts";

export type ExportReport = {
  users: number;
  gamers: number;
  /** Tokens that are valid here and that Django cannot have: only their digests are stored. */
  tokensLeft: number;
  /** Rows that are too long for the original's tables. SQLite takes them all the same, PostgreSQL does not. */
  notes: { kind: "users" | "gamers"; id: number; reason: string; message: string }[];
};

/** The original's `Gamer.bio`. */
const djangoBioMaxCodePoints = 50;
/** Django's `AbstractBaseUser.password`. */
const djangoPasswordMaxLength = 128;

/**
 * Writes users and gamers as a fixture, each object on a line of its own, a few thousand rows at a time.
 *
 * @param usernameColumn the field that login names are written to.
 * @param write takes the next piece of the file.
 */
export async function exportDjango(
  database: Database,
  {
    models,
    usernameColumn,
    now,
    write,
  }: {
    models: Pick<DjangoNames["models"], "users" | "gamers">;
    usernameColumn: string;
    now: Date;
    write(text: string): Promise<void>;
  },
): Promise<ExportReport> {
  return database.fork().transactional(
    async (em) => {
      const report: ExportReport = {
        users: 0,
        gamers: 0,
        tokensLeft: await em.count(Token, { expiresAt: { $gt: now } }),
        notes: [],
      };
      let separator = "[\n";
      async function writeObjects(objects: object[]): Promise<void> {
        await write(
          objects
            .map((object) => {
              const text = separator + JSON.stringify(object);
              separator = ",\n";
              return text;
            })
            .join(""),
        );
      }
      for await (const rows of pages<UserRow>(em, userPage)) {
        await writeObjects(
          rows.map(({ id: pk, username, ...fields }) => ({
            model: models.users,
            pk,
            fields: { ...fields, [usernameColumn]: username },
          })),
        );
        report.users += rows.length;
        for (const { id, password } of rows) {
          if (password.length <= djangoPasswordMaxLength) continue;
          const message = `Its password's encoding is longer than Django's ${djangoPasswordMaxLength} characters.`;
          report.notes.push({ kind: "users", id, reason: "password_too_long", message });
        }
      }
      for await (const rows of pages<GamerRow>(em, gamerPage)) {
        await writeObjects(rows.map(({ id: pk, ...fields }) => ({ model: models.gamers, pk, fields })));
        report.gamers += rows.length;
        for (const { id, bio } of rows) {
          if (codePoints(bio) <= djangoBioMaxCodePoints) continue;
          const message = `Its bio is longer than the original's ${djangoBioMaxCodePoints} characters.`;
          report.notes.push({ kind: "gamers", id, reason: "bio_too_long", message });
        }
      }
      await write(separator === "[\n" ? "[]\n" : "\n]\n");
      return report;
    },
    { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
  );
}

type UserRow = { id: number; username: string; password: string };
type GamerRow = { id: number; user: number; bio: string };

const djangoTime = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${column}`;

/**
 * Hand-written SQL, because a Date would cut PostgreSQL's microseconds. Django's fields under Django's names; its other
 * fields, such as groups, are not ours.
 */
const userPage = `
  select id, password_hash as password, ${djangoTime("last_login")}, is_superuser, username, first_name, last_name,
    email, is_staff, is_active, ${djangoTime("date_joined")}
  from users`;
const gamerPage = `select id, user_id as "user", bio from gamers`;

async function* pages<Row extends { id: number }>(em: Em, select: string): AsyncIterable<Row[]> {
  let after = 0;
  while (true) {
    const rows = await em.execute<Row[]>(`${select} where id > ? order by id limit ?`, [after, batchRows]);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.id;
  }
}
