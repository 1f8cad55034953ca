import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** 0: nothing typed · 1: guessed at once · 2: weak · 3: fair · 4: strong. */
export type Strength = { steps: 0 | 1 | 2 | 3 | 4; advice: string };

/** The time of zxcvbn grows with the length, and more characters than this do not change the result. */
const checkedLength = 64;

let estimator: Promise<ZxcvbnFactory> | undefined;

/** The dictionaries are larger than the rest of the app, so they are loaded when a new password is typed. */
function loadEstimator(): Promise<ZxcvbnFactory> {
  estimator ??= import("./strength-estimator.ts").then((module) => module.createEstimator());
  return estimator;
}

/**
 * Estimates how well a password resists guessing.
 *
 * @param personal texts that an attacker would try first, such as the username
 */
export async function strengthOf(password: string, personal: string[]): Promise<Strength> {
  if (password === "") return { steps: 0, advice: "" };
  const { score, feedback } = (await loadEstimator()).check(password.slice(0, checkedLength), personal.filter(Boolean));
  const steps = score < 2 ? 1 : score;
  return { steps, advice: steps === 4 ? "" : (feedback.warning ?? feedback.suggestions[0] ?? "") };
}
