import { anyCall, authenticatedCall } from "./common.errors.ts";
import { newPasswordErrors } from "./passwords.errors.ts";

/** What the procedures of accounts may throw. */
export const accountErrors = {
  "auth.register": [...anyCall, ...newPasswordErrors, "USERNAME_TAKEN", "RATE_LIMITED"],
  "auth.login": [...anyCall, "RATE_LIMITED"],
  "account.me": authenticatedCall,
  "account.update": [...authenticatedCall, "RATE_LIMITED"],
  "account.changePassword": [...authenticatedCall, ...newPasswordErrors, "WRONG_PASSWORD", "RATE_LIMITED"],
} as const;
