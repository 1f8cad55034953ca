import { Migration } from "@mikro-orm/migrations";

export class Passkeys extends Migration {
  override up(): void {
    this.addSql(`create table "passkeys" (
      "id" serial primary key,
      "user_id" int not null,
      "credential_id" bytea not null,
      "public_key" bytea not null,
      "counter" bigint not null,
      "transports" text not null,
      "aaguid" uuid null,
      "backup_eligible" boolean not null,
      "backed_up" boolean not null,
      "rp_id" varchar(253) not null,
      "name" varchar(60) null,
      "created_at" timestamptz not null,
      "last_used_at" timestamptz null
    )`);
    this.addSql(`create index "passkeys_user_id_index" on "passkeys" ("user_id")`);
    this.addSql(`alter table "passkeys" add constraint "passkeys_credential_id_unique" unique ("credential_id")`);
    this.addSql(`alter table "passkeys" add constraint "passkeys_user_id_foreign"
      foreign key ("user_id") references "users" ("id") on delete cascade`);

    this.addSql(`create table "spent" (
      "digest" bytea not null primary key,
      "expires_at" timestamptz not null
    )`);
    this.addSql(`create index "spent_expires_at_index" on "spent" ("expires_at")`);

    this.addSql(`alter table "users" add column "passkey_handle" bytea null`);
    this.addSql(`alter table "users" add constraint "users_passkey_handle_unique" unique ("passkey_handle")`);
    this.addSql(`alter table "tokens" add column "passkey_id" int null`);
  }

  override down(): void {
    this.addSql(`alter table "tokens" drop column "passkey_id"`);
    this.addSql(`alter table "users" drop column "passkey_handle"`);
    for (const table of ["spent", "passkeys"]) this.addSql(`drop table "${table}"`);
  }
}
