import { estimatePassword, minPasswordGuesses } from "@levelup/contract/rules";
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** 0: nothing typed · 1: the server will refuse it · 2: weak · 3: fair · 4: strong. */
export type Strength = { steps: 0 | 1 | 2 | 3 | 4; advice: string };

/** zxcvbn's own scores: somewhat guessable below the first, and safely unguessable above the second. */
const [fairGuesses, strongGuesses] = [1e8, 1e10];

let estimator: Promise<ZxcvbnFactory> | undefined;

/** The dictionaries are larger than the rest of the app: they are loaded when a password is being chosen. */
function loadEstimator(): Promise<ZxcvbnFactory> {
  estimator ??= import("./strength-estimator.ts").then((module) => module.createEstimator());
  return estimator;
}

/**
 * How well a password would withstand guessing, by the estimate with which the server refuses one.
 *
 * @param personal the names of the account, which an attacker tries first
 */
export async function strengthOf(password: string, personal: string[]): Promise<Strength> {
  if (password === "") return { steps: 0, advice: "" };
  const zxcvbn = await loadEstimator();
  const estimate = estimatePassword((text, words) => zxcvbn.check(text, words), password, personal);
  const steps = stepsOf(estimate?.guesses ?? Number.POSITIVE_INFINITY);
  const { warning, suggestions = [] } = estimate?.feedback ?? {};
  return { steps, advice: steps === 4 ? "" : (warning ?? suggestions[0] ?? "") };
}

function stepsOf(guesses: number): 1 | 2 | 3 | 4 {
  if (guesses < minPasswordGuesses) return 1;
  if (guesses < fairGuesses) return 2;
  return guesses < strongGuesses ? 3 : 4;
}
