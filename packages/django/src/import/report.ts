import { type Kind, kinds, type Leftovers, type MainKind } from "./source.ts";

/** How many rows of a kind had which outcome. */
export type Counts = {
  read: number;
  /** New here. */
  taken: number;
  /** Here already, and brought up to what Django changed since. */
  updated: number;
  /** Here already, with nothing new. */
  unchanged: number;
  /** Changed or ended here since, and left so although Django differs. */
  kept: number;
  refused: number;
};

/** One row that was not taken as it is. */
export type Note = {
  kind: Kind;
  /** The row's primary key; null for a token, whose key is its secret. */
  id: string | number | null;
  /** The user it belongs to; null for a user. */
  user: string | number | null;
  outcome: "changed" | "kept" | "refused";
  reason: string;
  message: string;
};

/** How many notes have the same reason. */
export type ReasonCount = Pick<Note, "kind" | "outcome" | "reason"> & { count: number };

export type ImportReport = Leftovers & {
  source: string;
  dryRun: boolean;
  /** Of e-mail addresses only where there are any. */
  counts: Record<MainKind, Counts> & { emails?: Counts };
  reasons: ReasonCount[];
  /** Tokens of earlier imports that Django has ended since, and that are ended here now. */
  tokensEnded: number;
  /** Every row that was changed, kept or refused. */
  notes: Note[];
};

/** The kinds of which every row was refused. */
export function refusedKinds({ counts }: Pick<ImportReport, "counts">): Kind[] {
  return kinds.filter((kind) => (counts[kind]?.read ?? 0) > 0 && counts[kind]?.refused === counts[kind]?.read);
}

/** Whether there were rows, and every one was refused. */
export function isNothingTaken({ counts }: Pick<ImportReport, "counts">): boolean {
  return kinds.every((kind) => counts[kind]?.refused === counts[kind]?.read);
}

/** Counts notes by reason, the most frequent first. */
export function countReasons(notes: readonly Note[]): ReasonCount[] {
  const counts = new Map<string, ReasonCount>();
  for (const { kind, outcome, reason } of notes) {
    const key = `${kind} ${outcome} ${reason}`;
    const counted = counts.get(key) ?? { kind, outcome, reason, count: 0 };
    counted.count += 1;
    counts.set(key, counted);
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}
