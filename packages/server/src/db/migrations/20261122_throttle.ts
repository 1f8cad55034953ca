import { Migration } from "@mikro-orm/migrations";

export class Throttle extends Migration {
  override up(): void {
    this.addSql(`create table "attempts" (
      "key" bytea not null primary key,
      "level" int not null,
      "forgiven_at" timestamptz not null,
      "opens_at" timestamptz not null,
      "expires_at" timestamptz not null
    )`);
    this.addSql(`create index "attempts_expires_at_index" on "attempts" ("expires_at")`);

    this.addSql(`create table "settings" (
      "name" varchar(40) not null primary key,
      "value" text not null
    )`);
  }

  override down(): void {
    for (const table of ["settings", "attempts"]) this.addSql(`drop table "${table}"`);
  }
}
