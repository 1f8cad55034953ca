import { createRequire } from "node:module";
import { estimatePassword, estimatorOptions } from "@levelup/contract";
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

const require = createRequire(import.meta.url);

let estimator: ZxcvbnFactory | undefined;

function loadEstimator(): ZxcvbnFactory {
  const { ZxcvbnFactory } = require("@zxcvbn-ts/core") as typeof import("@zxcvbn-ts/core");
  const { adjacencyGraphs, dictionary } =
    require("@zxcvbn-ts/language-common") as typeof import("@zxcvbn-ts/language-common");
  return new ZxcvbnFactory({ ...estimatorOptions, dictionary, graphs: adjacencyGraphs });
}

/** How many guesses a password withstands, by the same estimate as the strength meter of the screens. */
export function guessesOf(password: string, personal: readonly string[]): number {
  // Loaded with the first password that is set: a start does without 50,000 words.
  estimator ??= loadEstimator();
  const zxcvbn = estimator;
  const estimate = estimatePassword((text, words) => zxcvbn.check(text, words), password, personal);
  return estimate?.guesses ?? Number.POSITIVE_INFINITY;
}
