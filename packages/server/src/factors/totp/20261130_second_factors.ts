import { Migration } from "@mikro-orm/migrations";

export class SecondFactors extends Migration {
  override up(): void {
    this.addSql(`create table "second_factors" (
      "user_id" int not null primary key,
      "secret" bytea null,
      "pending" bytea null,
      "pending_until" timestamptz null,
      "activated_at" timestamptz null,
      "last_step" bigint null
    )`);
    this.addSql(`alter table "second_factors" add constraint "second_factors_user_id_foreign"
      foreign key ("user_id") references "users" ("id") on update cascade on delete cascade`);
    this.addSql(`create table "recovery_codes" (
      "user_id" int not null,
      "digest" bytea not null,
      "used_at" timestamptz null,
      primary key ("user_id", "digest")
    )`);
    this.addSql(`alter table "recovery_codes" add constraint "recovery_codes_user_id_foreign"
      foreign key ("user_id") references "users" ("id") on delete cascade`);
  }

  override down(): void {
    this.addSql(`drop table "recovery_codes"`);
    this.addSql(`drop table "second_factors"`);
  }
}
