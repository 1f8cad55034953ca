import {
  type DjangoNames,
  defaultNames,
  type ImportOptions,
  type ImportReport,
  importDefaults,
  importDjango,
  openDjangoSource,
} from "@levelup/django";
import type { TestApp } from "@levelup/server/testing";

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
    tokens: app.settings.tokens,
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
