import { LevelUpError } from "../errors.ts";
import type { Services } from "../trpc/context.ts";
import type { LoginOutcome, Metrics, ThrottledUseCase } from "./metrics.ts";

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

  return {
    ...others,
    accounts: {
      ...accounts,
      register: (input, request) => watch("register", () => accounts.register(input, request)),
      changePassword: (actor, input, request) =>
        watch("change_password", () => accounts.changePassword(actor, input, request)),
      login: (input, request) =>
        watch("login", async () => {
          try {
            const answer = await accounts.login(input, request);
            metrics.onLogin(answer.valid ? "success" : "failure");
            return answer;
          } catch (error) {
            metrics.onLogin(outcomeOf(error));
            throw error;
          }
        }),
    },
  };
}

function outcomeOf(error: unknown): LoginOutcome {
  if (!(error instanceof LevelUpError)) return "error";
  if (error.code === "RATE_LIMITED") return "throttled";
  return error.code === "OVERLOADED" ? "overloaded" : "error";
}
