import type { WatchLogin } from "../../metrics/observed-services.ts";
import type { PasskeyService } from "./passkey.service.ts";

export function observedPasskeys(passkeys: PasskeyService, watchLogin: WatchLogin): PasskeyService {
  return { ...passkeys, login: (input, request) => watchLogin("login", () => passkeys.login(input, request)) };
}
