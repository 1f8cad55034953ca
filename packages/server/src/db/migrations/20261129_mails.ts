import { Migration } from "@mikro-orm/migrations";

export class Mails extends Migration {
  override up(): void {
    this.addSql(`create table "mails" (
      "id" bigserial primary key,
      "kind" varchar(40) not null,
      "user_id" int null,
      "asked" varchar(1200) null,
      "address" varchar(254) null,
      "details" text null,
      "at" timestamptz not null,
      "attempts" int not null default 0,
      "next_at" timestamptz not null,
      "expires_at" timestamptz not null
    )`);
    this.addSql(`create index "mails_next_at_index" on "mails" ("next_at")`);
    this.addSql(`alter table "mails" add constraint "mails_user_id_foreign"
      foreign key ("user_id") references "users" ("id") on delete cascade`);
  }

  override down(): void {
    this.addSql(`drop table "mails"`);
  }
}
