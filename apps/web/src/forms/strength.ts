import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** 0: nothing typed · 1: guessed at once · 2: weak · 3: fair · 4: strong. */
export type Strength = { steps: 0 | 1 | 2 | 3 | 4; advice: string };

/** zxcvbn's time grows with the length; what comes after this many characters no longer changes the verdict. */
const judgedLength = 64;

let estimator: Promise<ZxcvbnFactory> | undefined;

/** The dictionaries are larger than the rest of the app: they come when somebody begins to choose a password. */
function loadEstimator(): Promise<ZxcvbnFactory> {
  estimator ??= import("./strength-estimator.ts").then((module) => module.createEstimator());
  return estimator;
}

/**
 * How well a password would stand against guessing.
 *
 * @param personal what an attacker who knows this person tries first, such as the username
 */
export async function strengthOf(password: string, personal: string[]): Promise<Strength> {
  if (password === "") return { steps: 0, advice: "" };
  const { score, feedback } = (await loadEstimator()).check(password.slice(0, judgedLength), personal.filter(Boolean));
  const steps = score < 2 ? 1 : score;
  return { steps, advice: steps === 4 ? "" : (feedback.warning ?? feedback.suggestions[0] ?? "") };
}
