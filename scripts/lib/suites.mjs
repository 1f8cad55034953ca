import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

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

/**
 * A server that tests start, in a process namespace of its own, which only Linux has. An ordinary user's PATH often lacks
 * its folder.
 *
 * @param {string} name
 */
function findProgram(name) {
  if (process.platform !== "linux") return undefined;
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The oldest Node that the SDK and the contract are tested on. */
const node20 = [process.env.NODE20_PATH ?? "", "/usr/bin/node", "/usr/local/bin/node"].find(
  (path) => path !== "" && spawnSync(path, ["--version"]).stdout?.toString().startsWith("v20."),
);

const nginx = findProgram("nginx");
const pgbouncer = findProgram("pgbouncer");
const oathtool = findProgram("oathtool");
// It refuses to start as another user.
const postfix = process.getuid?.() === 0 ? findProgram("postfix") : undefined;
const [patroni, etcd, haproxy] = [findProgram("patroni"), findProgram("etcd"), findProgram("haproxy")];

/** Empty where there is none: the server's tests then run on the embedded database only. */
export const testDatabaseUrl = process.env.TEST_DATABASE_URL ?? "";

/** Environment variables for the tests: the paths of the programs that they start. */
export const testPrograms = {
  ...(chromium === undefined ? {} : { CHROMIUM_PATH: chromium }),
  ...(node20 === undefined ? {} : { NODE20_PATH: node20 }),
  ...(python === undefined ? {} : { DJANGO_PYTHON: python }),
  ...(nginx === undefined ? {} : { NGINX_PATH: nginx }),
  ...(pgbouncer === undefined ? {} : { PGBOUNCER_PATH: pgbouncer }),
  ...(oathtool === undefined ? {} : { OATHTOOL_PATH: oathtool }),
  ...(postfix === undefined ? {} : { POSTFIX_PATH: postfix }),
  ...(patroni === undefined ? {} : { PATRONI_PATH: patroni }),
  ...(etcd === undefined ? {} : { ETCD_PATH: etcd }),
  ...(haproxy === undefined ? {} : { HAPROXY_PATH: haproxy }),
};

const hasPostgres = testDatabaseUrl !== "";
const setUrl = "set TEST_DATABASE_URL=postgres://user:password@host:5432/database (a role that may create databases)";

/**
 * The suites that need something which a machine may not have: their test files, and how to install it. vitest.config.ts
 * leaves out what is not available, and `npm test` prints so.
 */
export const suites = [
  {
    name: "PostgreSQL",
    available: hasPostgres,
    /** Other server tests run on PostgreSQL too, in the project server-postgres. */
    files: "**/*.postgres.test.ts",
    postgresOnly: true,
    remedy: setUrl,
  },
  {
    name: "nginx",
    available: hasPostgres && nginx !== undefined,
    files: "**/*.nginx*.test.ts",
    postgresOnly: true,
    remedy: `install nginx, and ${setUrl}`,
  },
  {
    name: "pgbouncer",
    available: hasPostgres && pgbouncer !== undefined,
    files: "**/*.pgbouncer.test.ts",
    postgresOnly: true,
    remedy: `install pgbouncer, and ${setUrl}`,
  },
  {
    name: "Patroni",
    available: hasPostgres && patroni !== undefined && etcd !== undefined && haproxy !== undefined,
    files: "**/*.patroni.test.ts",
    postgresOnly: true,
    remedy: `install patroni, etcd-server and haproxy, and ${setUrl}`,
  },
  {
    name: "oathtool",
    available: oathtool !== undefined,
    files: "**/*.oathtool.test.ts",
    postgresOnly: false,
    remedy: "install oathtool",
  },
  {
    name: "Postfix",
    available: postfix !== undefined,
    files: "**/*.postfix*.test.ts",
    postgresOnly: false,
    remedy: "install postfix and openssl, and run the tests as root on Linux",
  },
  {
    name: "browser",
    available: chromium !== undefined,
    files: "**/*.browser.test.ts",
    postgresOnly: false,
    remedy: "install Chromium or Chrome, or set CHROMIUM_PATH to its program",
  },
  {
    name: "Node 20",
    available: node20 !== undefined,
    files: "**/*.node20.test.ts",
    postgresOnly: false,
    remedy: "install Node 20 beside the project's, or set NODE20_PATH to its program",
  },
  {
    name: "Django",
    available: python !== undefined,
    files: "**/*.django*.test.ts",
    postgresOnly: false,
    remedy:
      "install python3-django, python3-djangorestframework, python3-django-cors-headers, python3-bcrypt and python3-argon2",
  },
];
