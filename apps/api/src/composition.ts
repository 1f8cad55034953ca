import { djangoEntities, djangoMigrations, djangoRoutes } from "@levelup/django";
import { accountEntities, accountMigrations, appRouter, type Composition } from "@levelup/server";

/** What `npm start` runs: Level Up with the wire and the tables of the Django server that it replaces. */
export const composition = {
  router: appRouter,
  entities: [...accountEntities, ...djangoEntities],
  migrations: [...accountMigrations, ...djangoMigrations],
  routes: [djangoRoutes],
} satisfies Composition;
