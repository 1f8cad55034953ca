import { codePoints, isVisibleLine, limits, normalizeUsername, usernameKey } from "@levelup/contract/rules";
import { digestToken, inspectEncoding } from "@levelup/server";
import { createFieldReader, type FieldReader, type Problem } from "./field-reader.ts";
import type { Note } from "./report.ts";
import type { Kind, SourceRow } from "./source.ts";

/** A row as it goes into the staging table of its kind: columns of that table. */
export type StagedRow = Record<string, string | number | boolean | null>;

/** A row that was read, unless it was refused; the note says why, or what was changed. */
export type RowReading = { row: StagedRow | null; note: Note | null };

/** Reads a Django row of a kind. What no account here can have is refused, never cut or dropped. */
export function readRow(kind: Kind, source: SourceRow, usernameColumn: string): RowReading {
  const fields = createFieldReader(source);
  const { row, change } = readers[kind](fields, usernameColumn);
  if (fields.problem !== null) return { row: null, note: toNote(kind, source, "refused", fields.problem) };
  return { row, note: change === null ? null : toNote(kind, source, "changed", change) };
}

function toNote(kind: Kind, source: SourceRow, outcome: "changed" | "refused", problem: Problem): Note {
  return {
    kind,
    id: kind === "tokens" ? null : shown(source.id),
    user: kind === "users" ? null : shown(source.user_id),
    outcome,
    ...problem,
  };
}

/** A key that is no whole number can be anything, and long. */
const shownKeyLength = 40;

function shown(key: unknown): string | number | null {
  if (key === undefined || key === null) return null;
  return /^\d{1,15}$/.test(String(key)) ? Number(key) : String(key).slice(0, shownKeyLength);
}

type Read = { row: StagedRow; change: Problem | null };

const readers: Record<Kind, (fields: FieldReader, usernameColumn: string) => Read> = {
  users: readUser,
  gamers: readGamer,
  tokens: readToken,
};

function readUser(fields: FieldReader, usernameColumn: string): Read {
  const id = fields.id("id");
  const written = fields.text(usernameColumn);
  const username = normalizeUsername(written);
  if (username === "") fields.refuse("username_empty", "It has no username.");
  if (!isVisibleLine(username)) {
    fields.refuse("username_invisible", "Its username holds characters that cannot be seen. Rename it in Django.");
  }
  if (codePoints(username) > limits.usernameMaxCodePoints) {
    fields.refuse("too_long", `Its username has more than ${limits.usernameMaxCodePoints} characters.`);
  }
  const passwordHash = fields.text("password");
  const encoding = inspectEncoding(passwordHash);
  if (encoding.kind === "refused") fields.refuse(`password_${encoding.reason}`, `Its password: ${encoding.message}`);
  return {
    row: {
      id,
      username,
      username_key: usernameKey(username),
      password_hash: passwordHash,
      email: fields.text("email", limits.emailMaxCodePoints),
      first_name: fields.text("first_name", limits.nameMaxCodePoints),
      last_name: fields.text("last_name", limits.nameMaxCodePoints),
      is_active: fields.flag("is_active", true),
      is_staff: fields.flag("is_staff", false),
      is_superuser: fields.flag("is_superuser", false),
      date_joined: fields.time("date_joined"),
      last_login: fields.time("last_login"),
    },
    change:
      username === written
        ? null
        : { reason: "username_normalized", message: "Its username is stored in Unicode's form NFKC." },
  };
}

function readGamer(fields: FieldReader): Read {
  return {
    row: { id: fields.id("id"), user_id: fields.id("user_id"), bio: fields.text("bio", limits.bioMaxCodePoints) },
    change: null,
  };
}

/** Django REST Framework's `Token.generate_key`. Nothing else is let in at the door, whatever the table holds. */
const djangoKey = /^[0-9a-f]{40}$/;

function readToken(fields: FieldReader): Read {
  const userId = fields.id("user_id");
  const key = fields.text("key");
  if (!djangoKey.test(key)) fields.refuse("not_a_key", "Its key is not 40 digits of lower-case hex.");
  return {
    row: { digest: `\\x${digestToken(key).toString("hex")}`, user_id: userId, created_at: fields.time("created") },
    change: null,
  };
}
