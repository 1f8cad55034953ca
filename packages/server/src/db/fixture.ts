import { fileURLToPath } from "node:url";
import { usernameKey } from "@levelup/contract/rules";
import { User } from "../accounts/user.entity.ts";
import type { Env } from "../env.ts";
import { isLoopback } from "../http/listen.ts";
import { StartError } from "../start-error.ts";
import type { Database } from "./database.ts";

/** The account of the fixture, with the password behind its hash: everybody who can read knows it. */
export const fixtureAccount = { username: "me@me.com", password: "me" };

const files = ["users", "gamers", "tokens"].map((name) =>
  fileURLToPath(new URL(`../../fixtures/${name}.json`, import.meta.url)),
);

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
  // Of no use to any other start.
  const [{ importDefaults, importInto }, { defaultNames }, { openFixtureSource }] = await Promise.all([
    import("../importers/import-django.ts"),
    import("../importers/source.ts"),
    import("../importers/sources/fixture-source.ts"),
  ]);
  await using source = await openFixtureSource(files, defaultNames);
  return database.fork().transactional(async (em) => {
    if ((await em.count(User)) > 0) return false;
    // Not remembered: a team's own database, imported later, is no newer version of this one.
    await importInto(em, source, { ...importDefaults, now: new Date(), tokens: env.tokens, remember: false });
    return true;
  });
}

/** When the fixture's account joined, to the millisecond: no other account of that name did. */
const dateJoined = new Date("2020-08-28T13:24:27.172Z");

async function hasFixture(database: Database): Promise<boolean> {
  const found = { usernameKey: usernameKey(fixtureAccount.username), dateJoined };
  return (await database.fork().count(User, found)) > 0;
}
