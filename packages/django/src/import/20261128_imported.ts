import { Migration } from "@mikro-orm/migrations";

export class Imported extends Migration {
  override up(): void {
    this.addSql(`create table "imported_users" (
      "id" int primary key,
      "username_digest" bytea not null,
      "profile_digest" bytea not null,
      "standing_digest" bytea not null,
      "password_digest" bytea not null
    )`);
    this.addSql(`create table "imported_gamers" ("id" int primary key, "bio_digest" bytea not null)`);
    this.addSql(`create table "imported_tokens" ("digest" bytea primary key)`);
  }

  override down(): void {
    for (const kind of ["tokens", "gamers", "users"]) this.addSql(`drop table "imported_${kind}"`);
  }
}
