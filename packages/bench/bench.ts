import type { Contender } from "./contenders/contender.ts";
import type { Databases } from "./lib/databases.ts";
import type { Processes } from "./lib/processes.ts";

/** The tools of a measurement. */
export type Bench = {
  processes: Processes;
  databases: Databases;
  /** How often each measurement is repeated. */
  rounds: number;
  /** Whether there is time for another round: a slow machine makes fewer. */
  hasTime(): boolean;
  /** Short measurements that show that the bench works, and no figures. */
  quick: boolean;
  /** The contenders whose packages are installed. For each of the others it prints, once, how to install it. */
  installed(contenders: Contender[]): Contender[];
  say(line: string): void;
};

/** Measures each item once a round. Each round begins with another item, so that none always comes after a pause. */
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
