import { defineEntity, p } from "@mikro-orm/core";

/*
 * What an import brought, so that a later one can tell what Django changed since from what was changed here. Digests
 * only, and no foreign keys: an account, a gamer or a token that was deleted here must not come back.
 */

const ImportedUserSchema = defineEntity({
  name: "ImportedUser",
  tableName: "imported_users",
  properties: {
    id: p.integer().primary().autoincrement(false),
    usernameDigest: p.blob(),
    profileDigest: p.blob(),
    standingDigest: p.blob(),
    passwordDigest: p.blob(),
  },
});

/** A user of Django's as it was at the last import, in digests of its parts. */
export class ImportedUser extends ImportedUserSchema.class {}
ImportedUserSchema.setClass(ImportedUser);

const ImportedGamerSchema = defineEntity({
  name: "ImportedGamer",
  tableName: "imported_gamers",
  properties: { id: p.integer().primary().autoincrement(false), bioDigest: p.blob() },
});

/** The same of a gamer. */
export class ImportedGamer extends ImportedGamerSchema.class {}
ImportedGamerSchema.setClass(ImportedGamer);

const ImportedTokenSchema = defineEntity({
  name: "ImportedToken",
  tableName: "imported_tokens",
  properties: { digest: p.blob().primary() },
});

/** The digest of a key that was imported once. */
export class ImportedToken extends ImportedTokenSchema.class {}
ImportedTokenSchema.setClass(ImportedToken);
