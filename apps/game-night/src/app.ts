import { accountEntities, accountMigrations, accountRouters, type Composition, router } from "@levelup/server";
import { CreateGameNight } from "./20270101_game_night.ts";
import { calendarRoutes } from "./calendar.routes.ts";
import { GameEvent } from "./event.entity.ts";
import { eventsRouter } from "./events.router.ts";
import { Game } from "./game.entity.ts";
import { gamesRouter } from "./games.router.ts";

export const app = {
  router: router({ ...accountRouters, games: gamesRouter, events: eventsRouter }),
  entities: [...accountEntities, Game, GameEvent],
  migrations: [...accountMigrations, { name: "20270101_game_night", class: CreateGameNight }],
  routes: [calendarRoutes],
} satisfies Composition;

export type AppRouter = typeof app.router;
