import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { vectorPassword, vectors } from "./django-vectors.ts";

/** The tables as Django 3.2 makes them, in words that SQLite and PostgreSQL share. SQLite does not hold to lengths. */
export const djangoTables = `
  create table auth_user (id integer not null primary key, password varchar(128) not null,
    last_login timestamp with time zone null, is_superuser boolean not null, username varchar(150) not null unique,
    last_name varchar(150) not null, email varchar(254) not null, is_staff boolean not null,
    is_active boolean not null, date_joined timestamp with time zone not null, first_name varchar(150) not null);
  create table levelupapi_gamer (id integer not null primary key, bio varchar(50) not null,
    user_id integer not null unique references auth_user (id));
  create table authtoken_token (key varchar(40) not null primary key,
    created timestamp with time zone not null, user_id integer not null unique references auth_user (id))`;

export const djangoPassword = vectorPassword;
/** Its encoding at a low cost, so that tests do not wait. */
export const djangoHash = vectors["bcrypt $2a$"];

type DjangoUser = {
  id: number;
  username: string;
  password?: string | undefined;
  email?: string;
  isActive?: boolean;
  dateJoined?: string;
  lastLogin?: string | null;
  bio?: string | null;
  /** Its token's key; null for none. */
  key?: string | null;
};

/** A key as Django REST Framework makes them. */
export function djangoKey(): string {
  return randomBytes(20).toString("hex");
}

/** A Django project's `db.sqlite3` in a folder of its own. */
export type DjangoDatabase = Disposable & {
  file: string;
  /** Adds a user with its gamer and token, and returns the token's key. */
  add(user: DjangoUser): string;
  run(sql: string): void;
};

export function createDjangoDatabase(): DjangoDatabase {
  const folder = mkdtempSync(join(tmpdir(), "levelup-django-"));
  const file = join(folder, "db.sqlite3");
  const database = new DatabaseSync(file);
  database.exec(djangoTables);
  return {
    file,
    run: (sql) => database.exec(sql),
    add({ id, username, email = "", isActive = true, bio = "A bio", key = djangoKey(), ...rest }) {
      const { password = djangoHash, dateJoined = "2020-08-28 13:24:27.172345", lastLogin = null } = rest;
      database
        .prepare("insert into auth_user values (?, ?, ?, 0, ?, 'Gamer', ?, 0, ?, ?, 'Grace')")
        .run(id, password, lastLogin, username, email, Number(isActive), dateJoined);
      if (bio !== null) database.prepare("insert into levelupapi_gamer values (?, ?, ?)").run(id + 1000, bio, id);
      if (key !== null) {
        database.prepare("insert into authtoken_token values (?, '2020-08-29 13:24:27.172000', ?)").run(key, id);
      }
      return key ?? "";
    },
    [Symbol.dispose]() {
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}
