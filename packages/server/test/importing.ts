import { type ImportOptions, importDefaults, importDjango } from "../src/importers/import-django.ts";
import type { ImportReport } from "../src/importers/report.ts";
import { type DjangoNames, defaultNames } from "../src/importers/source.ts";
import { openDjangoSource } from "../src/importers/sources/open-source.ts";
import type { TestApp } from "../src/testing/index.ts";

/** Imports into the app, at its own time and with its settings. */
export async function importInto(
  { app, clock }: TestApp,
  sources: string | readonly string[],
  options: Partial<ImportOptions & { names: DjangoNames }> = {},
): Promise<ImportReport> {
  await using source = await openDjangoSource([sources].flat(), options.names ?? defaultNames);
  return await importDjango(app.database, source, {
    ...importDefaults,
    now: clock.now(),
    tokens: app.env.tokens,
    ...options,
  });
}

/** The notes in short: `users 2 refused username_taken`. */
export function noted({ notes }: ImportReport): string[] {
  return notes.map(({ kind, id, user, outcome, reason }) => `${kind} ${id ?? `of ${user}`} ${outcome} ${reason}`);
}

/** The counts that are not zero: `users: 2 taken, 1 refused`. */
export function counted({ counts }: ImportReport): string[] {
  return Object.entries(counts).map(([kind, { read: _, ...outcomes }]) => {
    const present = Object.entries(outcomes).filter(([, count]) => count > 0);
    return `${kind}: ${present.map(([outcome, count]) => `${count} ${outcome}`).join(", ")}`;
  });
}
