import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const python = ["/usr/bin/python3", "python3"].find(
  (command) => spawnSync(command, ["-c", "import django, rest_framework, corsheaders, bcrypt, argon2"]).status === 0,
);

const chromium = [
  process.env.CHROMIUM_PATH ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((path) => existsSync(path));

/** Empty where there is none: a server test then runs on the embedded database. */
export const testDatabaseUrl = process.env.TEST_DATABASE_URL ?? "";

/** What tests that drive other programs find in their environment. */
export const testPrograms = {
  ...(chromium === undefined ? {} : { CHROMIUM_PATH: chromium }),
  ...(python === undefined ? {} : { DJANGO_PYTHON: python }),
};

/**
 * The suites that need something a machine may not have: which test files they are, and how to have it.
 * vitest.config.ts leaves out what is not available, and `npm test` says so.
 */
export const suites = [
  {
    name: "PostgreSQL",
    available: testDatabaseUrl !== "",
    /** The other server tests run on PostgreSQL too, in a project of their own. */
    files: "**/*.postgres.test.ts",
    remedy: "set TEST_DATABASE_URL=postgres://user:password@host:5432/database (a role that may create databases)",
  },
  {
    name: "browser",
    available: chromium !== undefined,
    files: "**/*.browser.test.ts",
    remedy: "install Chromium or Chrome, or set CHROMIUM_PATH to its program",
  },
  {
    name: "Django",
    available: python !== undefined,
    files: "**/*.django.test.ts",
    remedy:
      "install python3-django, python3-djangorestframework, python3-django-cors-headers, python3-bcrypt and python3-argon2",
  },
];
