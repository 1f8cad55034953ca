import { codePoints, isVisibleLine, limits, normalizeUsername, usernameKey } from "@levelup/contract/rules";
import { digestToken, inspectEncoding } from "@levelup/server";
import { createFieldReader, type FieldReader, type Problem } from "./field-reader.ts";
import type { Note } from "./report.ts";
import type { Kind, SourceRow } from "./source.ts";

/** A row as it goes into the staging table of its kind: columns of that table. */
export type StagedRow = Record<string, string | number | boolean | null>;

/** A row that was read, unless it was refused; the notes say why, or what was changed. */
export type RowReading = { row: StagedRow | null; notes: Note[] };

export type RowOptions = {
  usernameColumn: string;
  /** What becomes of a user with a password hash that cannot be checked here. */
  unknownPasswords: "refuse" | "unusable";
};

/** Reads a Django row of a kind. What no account here can have is refused, never cut or dropped. */
export function readRow(kind: Kind, source: SourceRow, options: RowOptions): RowReading {
  const fields = createFieldReader(source);
  const { row, changes } = readers[kind](fields, options);
  if (fields.problem !== null) return { row: null, notes: [toNote(kind, source, "refused", fields.problem)] };
  return { row, notes: changes.map((change) => toNote(kind, source, "changed", change)) };
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

type Read = { row: StagedRow; changes: Problem[] };

const readers: Record<Kind, (fields: FieldReader, options: RowOptions) => Read> = {
  users: readUser,
  gamers: readGamer,
  tokens: readToken,
  emails: readEmail,
};

/** Django's mark of an account without a password (`make_password(None)`), here without its random text. */
const unusablePassword = "!";

function readUser(fields: FieldReader, { usernameColumn, unknownPasswords }: RowOptions): Read {
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
  // A damaged name is another name, and two of them may become one.
  if (username.includes("\ufffd")) {
    fields.refuse("username_damaged", "Its username holds U+FFFD: a character was lost to a wrong encoding before.");
  }
  const changes: Problem[] = [];
  if (username !== written) {
    changes.push({ reason: "username_normalized", message: "Its username is stored in Unicode's form NFKC." });
  }
  let passwordHash = fields.text("password");
  const encoding = inspectEncoding(passwordHash);
  if (encoding.kind === "refused") {
    if (unknownPasswords === "refuse") {
      fields.refuse(`password_${encoding.reason}`, `Its password: ${encoding.message}`);
    } else {
      changes.push({ reason: "password_unusable", message: `It has no password here: ${encoding.message}` });
      passwordHash = unusablePassword;
    }
  }
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
    changes,
  };
}

function readGamer(fields: FieldReader): Read {
  return {
    row: { id: fields.id("id"), user_id: fields.id("user_id"), bio: fields.text("bio", limits.bioMaxCodePoints) },
    changes: [],
  };
}

/** Django REST Framework's `Token.generate_key`. No other key is accepted at a request. */
const djangoKey = /^[0-9a-f]{40}$/;

function readToken(fields: FieldReader): Read {
  const userId = fields.id("user_id");
  const key = fields.text("key");
  if (!djangoKey.test(key)) fields.refuse("not_a_key", "Its key is not 40 digits of lower-case hex.");
  return {
    row: { digest: `\\x${digestToken(key).toString("hex")}`, user_id: userId, created_at: fields.time("created") },
    changes: [],
  };
}

function readEmail(fields: FieldReader): Read {
  return {
    row: {
      id: fields.id("id"),
      user_id: fields.id("user_id"),
      email: fields.text("email", limits.emailMaxCodePoints),
      is_verified: fields.flag("verified", false),
      is_primary: fields.flag("primary", false),
    },
    changes: [],
  };
}
