import { codePoints } from "@levelup/contract/rules";
import type { SourceRow } from "./source.ts";

/** Why a row, or a part of it, is not taken as it is: a word for programs and a sentence for people. */
export type Problem = { reason: string; message: string };

/** PostgreSQL's `integer`, which is Django's AutoField. */
const maxId = 2_147_483_647;

/** Reads a row's fields one by one. After the first problem the fields are of no use; `problem` says what it was. */
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
      if (id === null) refuse("bad_id", whatIsWrongWithId(column, row[column]));
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
      if (time === null) refuse("bad_time", `Its ${column} is not a time that Django writes.`);
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

function whatIsWrongWithId(column: string, value: unknown): string {
  if (value === undefined || value === null) return `It has no ${column}. Dump without --natural-primary.`;
  if (Array.isArray(value)) return `Its ${column} is a natural key. Dump without --natural-foreign.`;
  return `Its ${column} is not a whole number from 1 to ${maxId}.`;
}

const timeShape =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?)? ?(Z|[+-]\d\d(?::?\d\d(?::\d\d)?)?)?$/;

/** https://www.postgresql.org/docs/current/datatype-datetime.html, as far as Python's `datetime` goes. */
function readTime(text: string): string | null {
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "0", offset = ""] =
    timeShape.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined || year === "0000") return null;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // A day that the month does not have moves on to the next one.
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day) || hour === "24") return null;
  if (Math.abs(Number(offset.slice(0, 3))) > 14) return null;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}.${fraction}${offset}`;
}
