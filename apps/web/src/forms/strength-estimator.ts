import { estimatorOptions } from "@levelup/contract/rules";
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { translations } from "@zxcvbn-ts/language-en";

export function createEstimator(): ZxcvbnFactory {
  return new ZxcvbnFactory({ ...estimatorOptions, dictionary, graphs: adjacencyGraphs, translations });
}
