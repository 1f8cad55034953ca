import type { z } from "zod";
import type { Limit } from "../../throttle/count-attempt.ts";
import { burst, perHour } from "../../throttle/limit-variables.ts";

export const secondFactorLimitVariables = {
  SECOND_FACTOR_BURST: burst(5, "Wrong codes of an account's second factor"),
  SECOND_FACTOR_PER_HOUR: perHour(2, "Wrong codes of an account's second factor"),
};

type Variables = z.output<z.ZodObject<typeof secondFactorLimitVariables>>;

export function readSecondFactorLimit(env: Variables): Limit {
  // Three of a million codes are right at a time: 53 tries a day find one of them with a chance of 1.6 in 10,000.
  return { burst: env.SECOND_FACTOR_BURST, perHour: env.SECOND_FACTOR_PER_HOUR, grows: false };
}
