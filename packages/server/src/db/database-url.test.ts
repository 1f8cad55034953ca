import { describe, expect, test } from "vitest";
import { databaseUrlProblem, readDatabaseUrl } from "./database-url.ts";

describe("a database URL", () => {
  test.each([
    ["postgres://levelup:secret@db.internal:5433/app", { host: "db.internal:5433", user: "levelup", database: "app" }],
    [
      "postgresql://levelup:p%40ss%23@[::1]/my%20app?sslmode=require",
      { host: "[::1]", user: "levelup", database: "my app" },
    ],
    ["postgres:///app?host=/var/run/postgresql&user=me", { host: "/var/run/postgresql", user: "me", database: "app" }],
    ["postgres://me@/app?host=/var/run/postgresql", { host: "/var/run/postgresql", user: "me", database: "app" }],
    ["postgres://me:p@ss@localhost/app", { host: "localhost", user: "me", database: "app" }],
  ])("R25: %s is taken as libpq takes it", (url, address) => {
    expect(readDatabaseUrl(url)).toEqual(address);
    expect(databaseUrlProblem(url)).toBeNull();
  });

  test.each([
    "postgres://me:hunter2@one:5432,two:5432/app",
    "postgres://me:hunter2@one,two/app",
    "postgres:///app?host=one,two&password=hunter2",
    "postgres://me:hunter2#@localhost/app",
    "postgres://me:hunter2/3@localhost/app",
    "postgres://me:5/hunter2@localhost/app",
    "postgres://me:hunter2?@localhost/app",
    "postgres://me:hunter2%@localhost/app",
    "postgres://me:hunter2%ff@localhost/app",
    "postgres://me:hunter2@localhost:99999/app",
  ])("R25: %s is refused with what to do, and without repeating any of it", (url) => {
    expect(databaseUrlProblem(url)).toMatch(/^must name one host, with : .* written as/);
  });

  test.each([
    "mysql://me@localhost/app",
    "postgres://localhost",
    "postgres://localhost/",
    "postgres://localhost/?a=b",
    "app",
  ])("R25: %s is refused with an example", (url) => {
    expect(databaseUrlProblem(url)).toMatch(/^must look like postgres:/);
  });
});
