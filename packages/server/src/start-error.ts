/** Why the process cannot start, for the person who started it: what is wrong, and what to do about it. */
export class StartError extends Error {
  override name = "StartError";
  readonly remedy: string;

  constructor(what: string, remedy: string, options?: ErrorOptions) {
    super(what, options);
    this.remedy = remedy;
  }
}
