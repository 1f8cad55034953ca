import { defineEntity, p } from "@mikro-orm/core";
import { User } from "./user.entity.ts";

const GamerSchema = defineEntity({
  name: "Gamer",
  tableName: "gamers",
  properties: {
    id: p.integer().primary(),
    user: () => p.oneToOne(User).owner().unique("gamers_user_id_unique").deleteRule("cascade"),
    bio: p.text().default(""),
  },
});

/** The profile of a user: Django's `levelupapi_gamer`. */
export class Gamer extends GamerSchema.class {}
GamerSchema.setClass(Gamer);
