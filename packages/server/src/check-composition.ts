import type { AnyRouter } from "@trpc/server";
import { accountMigrations, type Schema } from "./db/schema.ts";
import { accountRouters } from "./router.ts";
import { StartError } from "./start-error.ts";
import { assertDeclared, type Scopes } from "./tokens/scopes.ts";
import type { ProcedureMeta } from "./trpc/declare-errors.ts";

type Parts = Pick<Schema, "migrations"> & { router: AnyRouter; scopes: Scopes };

/** @throws StartError when a part of an app takes the name of one of Level Up's own, or asks for an undeclared scope. */
export function checkComposition({ router, migrations, scopes }: Parts): void {
  for (const [name, own] of Object.entries(accountRouters)) {
    if (isReplaced(router, name, own)) {
      throw new StartError(
        `the router ${name} is one of Level Up's own.`,
        "Give the router of your app another name: router({ ...accountRouters, games: gamesRouter }).",
      );
    }
  }
  const procedures: Record<string, { meta?: ProcedureMeta }> = router._def.procedures;
  for (const [path, { meta }] of Object.entries(procedures)) {
    if (meta?.scope !== undefined) assertDeclared(meta.scope, scopes, `the procedure ${path}`);
  }
  const names = migrations.map((migration) => migration.name);
  for (const own of accountMigrations) {
    if (names.includes(own.name) && !migrations.includes(own)) throw migrationTaken(own.name);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw migrationTaken(twice);
  if (accountMigrations.some((own, index) => migrations[index] !== own)) {
    throw new StartError(
      "Level Up's own migrations do not come first.",
      "List yours after them: [...accountMigrations, …].",
    );
  }
}

/** Whether an app has other procedures under a name of ours. It may leave ours out. */
function isReplaced(router: AnyRouter, name: string, own: AnyRouter): boolean {
  const { procedures, lazy } = router._def;
  const ours: Record<string, unknown> = own._def.procedures;
  const isOther = ([path, procedure]: [string, unknown]) =>
    (path === name || path.startsWith(`${name}.`)) && ours[path.slice(name.length + 1)] !== procedure;
  return name in lazy || Object.entries(procedures).some(isOther);
}

function migrationTaken(name: string): StartError {
  return new StartError(
    `two migrations are named ${name}.`,
    "Give the migration of your app another name, such as its date and what it does.",
  );
}
