/** An encoding that a password can be checked against. */
export type Verifiable = {
  kind: "verifiable";
  algorithm: string;
  encoded: string;
  /**
   * The password in the same encoding: same algorithm, costs and salt. It is compared as text with `encoded`, as
   * Django's hashers compare, so that an encoding that is not canonical is as worthless here as it is there.
   */
  encode(password: string): Promise<string>;
};

/** An encoding that no password is ever checked against, and why. The message never quotes it. */
export type Refused = {
  kind: "refused";
  reason: "unknown_algorithm" | "malformed" | "cost_out_of_bounds";
  message: string;
};

/** What a stored password turns out to be. `unusable` is Django's mark for an account that has no password. */
export type Reading = Verifiable | Refused | { kind: "unusable" };

/** The encoding does not have the form that the algorithm writes. */
export function malformed(algorithm: string): Refused {
  return { kind: "refused", reason: "malformed", message: `This is not how Django writes ${algorithm}.` };
}

/** The encoding asks for more, or less, work than is accepted. `bounds` says what is. */
export function beyondBounds(algorithm: string, bounds: string): Refused {
  return { kind: "refused", reason: "cost_out_of_bounds", message: `The cost of ${algorithm} must be ${bounds}.` };
}
