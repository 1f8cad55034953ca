import { composition } from "@levelup/api/composition";
import { type Database, type DatabaseSettings, openDatabase as open } from "@levelup/server";
import {
  createTestApp as createApp,
  createTestDatabase as createDatabase,
  type TestApp,
  type TestAppOptions,
  type TestDatabase,
} from "@levelup/server/testing";

/** The whole service that `npm start` runs, as an app for tests. */
export function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  return createApp({ ...composition, ...options });
}

/** A fresh database with all of the service's tables. */
export function createTestDatabase(url = process.env.TEST_DATABASE_URL || undefined): Promise<TestDatabase> {
  return createDatabase(url, composition);
}

/** Opens a database of the service. */
export function openDatabase(settings: DatabaseSettings): Promise<Database> {
  return open(settings, composition);
}
