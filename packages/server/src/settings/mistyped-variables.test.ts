import { expect, test } from "vitest";
import { findMistypedVariables } from "./mistyped-variables.ts";
import { settingVariables } from "./settings.ts";

test.each([
  ["TRUST_PROXIES", "TRUST_PROXY"],
  ["TRUST_PROXYS", "TRUST_PROXY"],
  ["trust_proxy", "TRUST_PROXY"],
  ["DATABASE_URI", "DATABASE_URL"],
  ["DATABSE_URL", "DATABASE_URL"],
  ["DATADIR", "DATA_DIR"],
  ["CORS_ORIGIN", "CORS_ORIGINS"],
  ["BCRYPT_COSTS", "BCRYPT_COST"],
  ["LOGLEVEL", "LOG_LEVEL"],
  ["PORTS", "PORT"],
  ["TOKEN_IDLE_DAY", "TOKEN_IDLE_DAYS"],
])("R55: %s is taken for a mistyped %s", (name, meant) => {
  expect(findMistypedVariables({ [name]: "x" })).toEqual([{ name, meant }]);
});

test("R55: neither the settings nor what environments usually hold is taken for a mistake", () => {
  const usual =
    "PATH HOME HOSTNAME USER PWD OLDPWD SHELL TERM LANG LC_ALL TZ EDITOR MAIL LOGNAME DISPLAY SSH_TTY TMPDIR SHLVL _ " +
    "HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_ENV NODE_OPTIONS NODE_VERSION NPM_CONFIG_CACHE npm_lifecycle_event INIT_CWD " +
    "XDG_DATA_DIRS XDG_DATA_HOME XDG_RUNTIME_DIR PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD POSTGRES_DB DB_HOST DB_PORT " +
    "KUBERNETES_PORT KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT LEVELUP_PORT REDIS_URL SECRET_KEY DEBUG CI TEST_DATABASE_URL";
  const names = [...usual.split(" "), ...settingVariables.map(({ name }) => name)];

  expect(findMistypedVariables(Object.fromEntries(names.map((name) => [name, "x"])))).toEqual([]);
});
