import { Migration } from "@mikro-orm/migrations";

export class CreateGameNight extends Migration {
  override up(): void {
    this.addSql(`create table "games" (
      "id" serial primary key,
      "title" varchar(100) not null,
      "owner_id" int not null)`);
    this.addSql(`alter table "games" add constraint "games_title_unique" unique ("title")`);
    this.addSql(`create index "games_owner_id_index" on "games" ("owner_id")`);
    this.addSql(`alter table "games" add constraint "games_owner_id_foreign"
      foreign key ("owner_id") references "gamers" ("id") on delete cascade`);

    this.addSql(`create table "events" (
      "id" serial primary key,
      "game_id" int not null,
      "host_id" int not null,
      "starts_at" timestamptz not null,
      "seats" int not null)`);
    this.addSql(`create index "events_game_id_index" on "events" ("game_id")`);
    this.addSql(`create index "events_host_id_index" on "events" ("host_id")`);
    this.addSql(`alter table "events" add constraint "events_game_id_foreign"
      foreign key ("game_id") references "games" ("id") on delete cascade`);
    this.addSql(`alter table "events" add constraint "events_host_id_foreign"
      foreign key ("host_id") references "gamers" ("id") on delete cascade`);

    this.addSql(`create table "event_gamers" (
      "event_id" int not null,
      "gamer_id" int not null,
      primary key ("event_id", "gamer_id"))`);
    this.addSql(`alter table "event_gamers" add constraint "event_gamers_event_id_foreign"
      foreign key ("event_id") references "events" ("id") on update cascade on delete cascade`);
    this.addSql(`alter table "event_gamers" add constraint "event_gamers_gamer_id_foreign"
      foreign key ("gamer_id") references "gamers" ("id") on update cascade on delete cascade`);
  }

  override down(): void {
    this.addSql(`drop table "event_gamers", "events", "games"`);
  }
}
