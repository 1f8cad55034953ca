/** The Django REST Framework server that Level Up replaces: its wire, its fixture, import and export. */
export { addDjangoCommands } from "./commands.ts";
export { fixtureAccount } from "./fixture/fixture-account.ts";
export { fixtureFinding } from "./fixture/fixture-finding.ts";
export { loadFixture } from "./fixture/load-fixture.ts";
export { type ImportOptions, importDefaults, importDjango } from "./import/import-django.ts";
export type { ImportReport } from "./import/report.ts";
export { type DjangoNames, defaultNames } from "./import/source.ts";
export { openDjangoSource } from "./import/sources/open-source.ts";
export { djangoEntities, djangoMigrations } from "./schema.ts";
export { djangoRoutes } from "./wire/django-routes.ts";
