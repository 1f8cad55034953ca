/** Says of the number of a call whether no later call was accepted before it. */
export type Sequence = (number: number) => boolean;

export function createSequence(): Sequence {
  let latest = 0;
  return (number) => {
    if (number < latest) return false;
    latest = number;
    return true;
  };
}
