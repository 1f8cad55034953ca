import type { LoginOutput } from "@levelup/contract";
import { LevelUpError } from "../errors.ts";
import { observedFactors } from "../factors/factor.use-cases.ts";
import type { Services } from "../trpc/context.ts";
import type { LoginOutcome, Metrics, ThrottledUseCase } from "./metrics.ts";

/** Runs a login, and counts how it ends. */
export type WatchLogin = <Answer extends LoginOutput>(
  what: ThrottledUseCase,
  run: () => Promise<Answer>,
) => Promise<Answer>;

/** The same services, counted in the metrics. On this level no route can leave that out. */
export function observedServices({ accounts, ...others }: Services, metrics: Metrics): Services {
  async function watch<Answer>(what: ThrottledUseCase, run: () => Promise<Answer>): Promise<Answer> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof LevelUpError && error.code === "RATE_LIMITED") metrics.onThrottled(what);
      throw error;
    }
  }

  async function watchLogin<Answer extends LoginOutput>(what: ThrottledUseCase, run: () => Promise<Answer>) {
    return watch(what, async () => {
      try {
        const answer = await run();
        metrics.onLogin(answer.valid ? "success" : answer.secondFactor ? "second_factor" : "failure");
        return answer;
      } catch (error) {
        metrics.onLogin(outcomeOf(error));
        throw error;
      }
    });
  }

  return {
    ...others,
    ...observedFactors(others, watchLogin),
    accounts: {
      ...accounts,
      register: (input, request) => watch("register", () => accounts.register(input, request)),
      changePassword: (actor, input, request) =>
        watch("change_password", () => accounts.changePassword(actor, input, request)),
      login: (input, request) => watchLogin("login", () => accounts.login(input, request)),
    },
  };
}

function outcomeOf(error: unknown): LoginOutcome {
  if (!(error instanceof LevelUpError)) return "error";
  if (error.code === "RATE_LIMITED") return "throttled";
  if (error.code === "WRONG_CODE" || error.code === "CHALLENGE_INVALID") return "failure";
  return error.code === "OVERLOADED" ? "overloaded" : "error";
}
