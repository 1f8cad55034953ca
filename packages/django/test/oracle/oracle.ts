import { fileURLToPath } from "node:url";
import { type Django, startDjango } from "@levelup/test-support/django-project.ts";

/** A running Django REST Framework server on a SQLite database of its own. */
export type Oracle = Django;

type OracleOptions = {
  /** Whether to load the original fixtures. */
  fixtures?: boolean;
  /** The settings module: the chapter's project, or one with a user model of its own. */
  settings?: "settings" | "players_settings";
};

/** Starts the chapter's project. */
export function startOracle({ fixtures = true, settings = "settings" }: OracleOptions = {}): Promise<Oracle> {
  return startDjango({
    project: new URL("django/", import.meta.url),
    files: { "load_levelup.py": ["levelupapi/management/commands", "players/management/commands"] },
    env: {
      ORACLE_FIXTURES: fileURLToPath(new URL("../../fixtures/", import.meta.url)),
      DJANGO_SETTINGS_MODULE: settings,
    },
    fixtures: fixtures ? ["users", "tokens", "gamers"] : [],
  });
}
