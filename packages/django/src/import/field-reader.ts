import { codePoints } from "@levelup/contract/rules";
import type { SourceRow } from "./source.ts";

/** Why a row, or a part of it, is not taken as it is: a word for programs and a sentence to read. */
export type Problem = { reason: string; message: string };

/**
 * New accounts count on from the highest id, up to 2,147,483,647 (PostgreSQL's `integer`, Django's AutoField). An id
 * beyond this one would leave them too few.
 */
const maxId = 2_000_000_000;

/** A date beyond, in whatever time zone, is none that JavaScript and ISO 8601 write with four digits. */
const years = { first: 2, last: 9998 };

/** Reads a row's fields one by one. `problem` is the first that was found; the fields are then not to be used. */
export type FieldReader = {
  readonly problem: Problem | null;
  refuse(reason: string, message: string): void;
  id(column: string): number;
  text(column: string, maxCodePoints?: number): string;
  flag(column: string, fallback: boolean): boolean;
  /** A time as PostgreSQL reads it, with its fraction; without an offset where the source has none. */
  time(column: string): string | null;
};

export function createFieldReader(row: SourceRow): FieldReader {
  let problem: Problem | null = null;

  function refuse(reason: string, message: string): void {
    problem ??= { reason, message };
  }

  return {
    get problem() {
      return problem;
    },
    refuse,
    id(column) {
      const id = readId(row[column]);
      if (id === null) refuse(...whatIsWrongWithId(column, row[column]));
      return id ?? 0;
    },
    text(column, maxCodePoints) {
      const value = row[column] ?? "";
      if (typeof value !== "string") {
        refuse("bad_text", `Its ${column} is not a text.`);
        return "";
      }
      if (value.includes("\0") || !value.isWellFormed()) {
        refuse(
          "bad_text",
          `Its ${column} holds a character that PostgreSQL cannot store (NUL or half a surrogate pair).`,
        );
      }
      if (maxCodePoints !== undefined && value.length > maxCodePoints && codePoints(value) > maxCodePoints) {
        refuse("too_long", `Its ${column} has more than ${maxCodePoints} characters.`);
      }
      return value;
    },
    flag(column, fallback) {
      const value = row[column] ?? fallback;
      const flag = flags.get(typeof value === "bigint" ? Number(value) : value);
      if (flag === undefined) refuse("bad_flag", `Its ${column} is neither true nor false.`);
      return flag ?? fallback;
    },
    time(column) {
      const value = row[column] ?? null;
      if (value === null) return null;
      const time = typeof value === "string" ? readTime(value) : null;
      if (time === null) {
        refuse(
          "bad_time",
          `Its ${column} is not a time that Django writes, of the years ${years.first} to ${years.last}.`,
        );
      }
      return time;
    },
  };
}

/** Booleans, as SQLite, PostgreSQL and JSON have them. */
const flags = new Map<unknown, boolean>([
  [true, true],
  [1, true],
  ["t", true],
  [false, false],
  [0, false],
  ["f", false],
]);

function readId(value: unknown): number | null {
  const id = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof id !== "number" && typeof id !== "bigint") return null;
  return id >= 1 && id <= maxId && Number.isInteger(Number(id)) ? Number(id) : null;
}

/** With dashes as in PostgreSQL and fixtures, without as in Django's SQLite. */
const uuid = /^[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i;

function whatIsWrongWithId(column: string, value: unknown): [reason: string, message: string] {
  if (value === undefined || value === null) return ["bad_id", `It has no ${column}. Dump without --natural-primary.`];
  if (Array.isArray(value)) return ["bad_id", `Its ${column} is a natural key. Dump without --natural-foreign.`];
  if (uuid.test(String(value))) {
    return [
      "uuid_id",
      `Its ${column} is a UUID. Ids are whole numbers here, so such a project cannot be moved as it is.`,
    ];
  }
  return ["bad_id", `Its ${column} is not a whole number from 1 to ${maxId}.`];
}

const timeShape =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?)? ?(Z|[+-]\d\d(?::?\d\d(?::\d\d)?)?)?$/;

/** https://www.postgresql.org/docs/current/datatype-datetime.html, as far as Python's `datetime` goes. */
function readTime(text: string): string | null {
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "0", offset = ""] =
    timeShape.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  if (Number(year) < years.first || Number(year) > years.last) return null;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // A day that the month does not have moves on to the next one.
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day) || hour === "24") return null;
  if (Math.abs(Number(offset.slice(0, 3))) > 14) return null;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}.${fraction}${offset}`;
}
