import { Gamer } from "@levelup/server";
import { defineEntity, p } from "@mikro-orm/core";
import { Game } from "./game.entity.ts";

const GameEventSchema = defineEntity({
  name: "GameEvent",
  tableName: "events",
  properties: {
    id: p.integer().primary(),
    game: () => p.manyToOne(Game).deleteRule("cascade").index("events_game_id_index"),
    host: () => p.manyToOne(Gamer).deleteRule("cascade").index("events_host_id_index"),
    startsAt: p.datetime(),
    seats: p.integer(),
    gamers: () =>
      p.manyToMany(Gamer).owner().pivotTable("event_gamers").joinColumn("event_id").inverseJoinColumn("gamer_id"),
  },
});

export class GameEvent extends GameEventSchema.class {}
GameEventSchema.setClass(GameEvent);
