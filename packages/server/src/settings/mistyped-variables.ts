import { settingVariables } from "./settings.ts";

/** A variable that is set and is none of ours, and the one that it looks like. */
export type MistypedVariable = { name: string; meant: string };

/** How many letters may be wrong: few in a short name, which may well be another program's. */
function tolerance({ length }: string): number {
  if (length < 8) return 1;
  return length < 11 ? 2 : 3;
}

/** The variables that are probably ours with a mistake in the name; nothing would ever say that they are ignored. */
export function findMistypedVariables(environment: Record<string, string | undefined>): MistypedVariable[] {
  const known = settingVariables.map(({ name }) => name);
  const others = Object.keys(environment).filter((name) => !known.includes(name));
  return others.flatMap((name) => {
    const close = known
      .map((meant) => ({ meant, distance: editDistance(name.toUpperCase(), meant) }))
      .filter(({ meant, distance }) => distance <= tolerance(meant))
      .sort((one, other) => one.distance - other.distance);
    return close[0] === undefined ? [] : [{ name, meant: close[0].meant }];
  });
}

/** How many letters have to be added, removed or replaced to make one word of another (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
