import { Migration } from "@mikro-orm/migrations";

export class Initial extends Migration {
  override up(): void {
    this.addSql(`create table "users" (
      "id" serial primary key,
      "username" varchar(150) not null,
      "username_key" text not null,
      "email" varchar(254) not null default '',
      "email_verified_at" timestamptz null,
      "pending_email" varchar(254) null,
      "password_hash" text not null,
      "devices" jsonb not null default '[]',
      "first_name" varchar(150) not null default '',
      "last_name" varchar(150) not null default '',
      "is_active" boolean not null default true,
      "is_staff" boolean not null default false,
      "is_superuser" boolean not null default false,
      "date_joined" timestamptz not null,
      "last_login" timestamptz null
    )`);
    this.addSql(`alter table "users" add constraint "users_username_key_unique" unique ("username_key")`);
    this.addSql(`create index "users_lower_email_index" on "users" (lower("email")) where "email" <> ''`);

    this.addSql(`create table "gamers" (
      "id" serial primary key,
      "user_id" int not null,
      "bio" text not null default ''
    )`);
    this.addSql(`alter table "gamers" add constraint "gamers_user_id_unique" unique ("user_id")`);
    this.addSql(`alter table "gamers" add constraint "gamers_user_id_foreign"
      foreign key ("user_id") references "users" ("id") on delete cascade`);

    this.addSql(`create table "tokens" (
      "id" bigserial primary key,
      "digest" bytea not null,
      "user_id" int not null,
      "purpose" text not null default 'session',
      "sent_to" varchar(254) null,
      "name" varchar(60) null,
      "scopes" text null,
      "device" varchar(100) null,
      "address" varchar(45) null,
      "user_agent" varchar(400) null,
      "created_at" timestamptz not null,
      "authenticated_at" timestamptz null,
      "last_used_at" timestamptz null,
      "expires_at" timestamptz not null,
      "hard_expires_at" timestamptz not null
    )`);
    this.addSql(`alter table "tokens" add constraint "tokens_purpose_check"
      check (purpose in ('session', 'api', 'reset', 'verify', 'second_factor'))`);
    this.addSql(`alter table "tokens" add constraint "tokens_digest_unique" unique ("digest")`);
    this.addSql(`create index "tokens_user_id_id_index" on "tokens" ("user_id", "id")`);
    this.addSql(`create index "tokens_expires_at_index" on "tokens" ("expires_at")`);
    this.addSql(`alter table "tokens" add constraint "tokens_user_id_foreign"
      foreign key ("user_id") references "users" ("id") on delete cascade`);

    this.addSql(`create table "audit_events" (
      "id" bigserial primary key,
      "at" timestamptz not null,
      "event" varchar(40) not null,
      "outcome" varchar(20) not null,
      "user_id" int null,
      "token_id" bigint null,
      "address" varchar(45) null,
      "user_agent" varchar(400) null,
      "request_id" varchar(64) null
    )`);
    this.addSql(`create index "audit_events_at_index" on "audit_events" ("at")`);
    this.addSql(`create index "audit_events_user_id_at_index" on "audit_events" ("user_id", "at")`);

    this.addSql(`create table "attempts" (
      "key" bytea not null primary key,
      "level" int not null,
      "forgiven_at" timestamptz not null,
      "opens_at" timestamptz null,
      "expires_at" timestamptz not null
    )`);
    this.addSql(`create index "attempts_expires_at_index" on "attempts" ("expires_at")`);

    this.addSql(`create table "settings" (
      "name" varchar(40) not null primary key,
      "value" text not null
    )`);
  }

  override down(): void {
    for (const table of ["settings", "attempts", "audit_events", "tokens", "gamers", "users"])
      this.addSql(`drop table "${table}"`);
  }
}
