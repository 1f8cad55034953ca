import { Gamer } from "@levelup/server";
import { defineEntity, p } from "@mikro-orm/core";

const GameSchema = defineEntity({
  name: "Game",
  tableName: "games",
  properties: {
    id: p.integer().primary(),
    title: p.string().length(100).unique("games_title_unique"),
    owner: () => p.manyToOne(Gamer).deleteRule("cascade").index("games_owner_id_index"),
  },
});

export class Game extends GameSchema.class {}
GameSchema.setClass(Game);
