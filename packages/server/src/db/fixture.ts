import { readFile } from "node:fs/promises";
import { usernameKey } from "@levelup/contract/rules";
import { Gamer } from "../accounts/gamer.entity.ts";
import { User } from "../accounts/user.entity.ts";
import type { Env } from "../env.ts";
import { isLoopback } from "../http/listen.ts";
import { StartError } from "../start-error.ts";
import { expiriesAt } from "../tokens/mint-token.ts";
import { Token } from "../tokens/token.entity.ts";
import { digestToken } from "../tokens/token-format.ts";
import type { Database, Em } from "./database.ts";

/** The account of the fixture, with the password behind its hash: everybody who can read knows it. */
export const fixtureAccount = { username: "me@me.com", password: "me" };

/** Rows as Django's `dumpdata` writes them. */
type FixtureUser = {
  pk: number;
  fields: {
    username: string;
    email: string;
    password: string;
    first_name: string;
    last_name: string;
    is_active: boolean;
    is_staff: boolean;
    is_superuser: boolean;
    date_joined: string;
    last_login: string | null;
  };
};
type FixtureGamer = { pk: number; fields: { user: number; bio: string } };
type FixtureToken = { pk: string; fields: { user: number; created: string } };

/**
 * Loads the original fixture into an empty embedded database, and only while nobody but this machine can reach it.
 *
 * @returns whether the fixture account is there.
 * @throws StartError when it is there and the app would listen to other machines.
 */
export async function loadFixture(database: Database, env: Env): Promise<boolean> {
  if (database.engine !== "pglite") return false;
  const present = await hasFixture(database);
  if (!isLoopback(env.http.host)) {
    if (!present) return false;
    throw new StartError(
      `the embedded database holds the account ${fixtureAccount.username}, whose password everybody knows.`,
      "Set DATABASE_URL, or DATA_DIR to a new folder, before listening to other machines.",
    );
  }
  if (present) return true;
  return database.fork().transactional(async (em) => {
    if ((await em.count(User)) > 0) return false;
    await insertFixture(em, env);
    return true;
  });
}

async function hasFixture(database: Database): Promise<boolean> {
  const [user] = await readRows<FixtureUser>("users");
  if (user === undefined) return false;
  const dateJoined = new Date(user.fields.date_joined);
  return (await database.fork().count(User, { usernameKey: usernameKey(user.fields.username), dateJoined })) > 0;
}

async function insertFixture(em: Em, env: Env): Promise<void> {
  const users = (await readRows<FixtureUser>("users")).map(({ pk, fields }) => ({
    id: pk,
    username: fields.username,
    usernameKey: usernameKey(fields.username),
    email: fields.email,
    passwordHash: fields.password,
    firstName: fields.first_name,
    lastName: fields.last_name,
    isActive: fields.is_active,
    isStaff: fields.is_staff,
    isSuperuser: fields.is_superuser,
    dateJoined: new Date(fields.date_joined),
    lastLogin: fields.last_login === null ? null : new Date(fields.last_login),
  }));
  const gamers = (await readRows<FixtureGamer>("gamers")).map(({ pk, fields }) => ({ id: pk, ...fields }));
  const { idle, hard } = expiriesAt(new Date(), env.tokens);
  const tokens = (await readRows<FixtureToken>("tokens")).map(({ pk, fields }) => ({
    digest: digestToken(pk),
    user: fields.user,
    createdAt: new Date(fields.created),
    expiresAt: idle,
    hardExpiresAt: hard,
  }));
  await em.insertMany(User, users);
  await em.insertMany(Gamer, gamers);
  await em.insertMany(Token, tokens);
  for (const table of ["users", "gamers"]) {
    await em.execute(`select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`);
  }
}

async function readRows<Row>(name: string): Promise<Row[]> {
  return JSON.parse(await readFile(new URL(`../../fixtures/${name}.json`, import.meta.url), "utf8"));
}
