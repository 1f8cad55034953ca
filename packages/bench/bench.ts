import type { Contender } from "./contenders/contender.ts";
import type { Databases } from "./lib/databases.ts";
import type { Processes } from "./lib/processes.ts";

/** What a row measures with. */
export type Bench = {
  processes: Processes;
  databases: Databases;
  /** How often each measurement is repeated. */
  rounds: number;
  /** Whether there is time for another round: on a slow machine there are fewer, so that the whole ends in time. */
  hasTime(): boolean;
  /** Everything short: to see that it works, not to learn a figure. */
  quick: boolean;
  /** Those whose packages are there. Of the others it is said, once, how to have them. */
  present(contenders: Contender[]): Contender[];
  leaveOut(what: string, remedy: string): void;
  say(line: string): void;
};

/** Each of a list once a round, and every round begins with another: none is always the one after a pause. */
export async function alternate<Item>(
  { rounds, hasTime, say }: Pick<Bench, "rounds" | "hasTime" | "say">,
  items: readonly Item[],
  measure: (item: Item, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0 && !hasTime()) return;
    say(`round ${round + 1} of ${rounds}`);
    const first = round % Math.max(1, items.length);
    for (const item of [...items.slice(first), ...items.slice(0, first)]) await measure(item, round);
  }
}
