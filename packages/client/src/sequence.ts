/** Numbers calls in the order in which they were made, to tell an answer that a later call has overtaken. */
export type Sequence = {
  /** Gives the next number. */
  next(): number;
  /** Whether no later call was answered before this one; from then on every earlier answer is late. */
  accept(number: number): boolean;
};

export function createSequence(): Sequence {
  let last = 0;
  let latestAccepted = 0;
  return {
    next() {
      last += 1;
      return last;
    },
    accept(number) {
      if (number < latestAccepted) return false;
      latestAccepted = number;
      return true;
    },
  };
}
