import { accountRouters, router } from "@levelup/server";
import { gamesRouter } from "./games.router.ts";

/** The router of a team's own app: Level Up's procedures, and its own. */
export const appRouter = router({ ...accountRouters, games: gamesRouter });

export type AppRouter = typeof appRouter;
