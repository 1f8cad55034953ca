import type { WatchLogin } from "../../metrics/observed-services.ts";
import type { SecondFactorService } from "./second-factor.service.ts";

export function observedSecondFactor(secondFactor: SecondFactorService, watchLogin: WatchLogin): SecondFactorService {
  return {
    ...secondFactor,
    finishLogin: (input, request) => watchLogin("second_factor", () => secondFactor.finishLogin(input, request)),
  };
}
