import { anyCall, authenticatedCall, freshCall } from "./common.errors.ts";
import { newPasswordErrors } from "./passwords.errors.ts";

/** What the procedures of accounts may throw. */
export const accountErrors = {
  "auth.register": [...anyCall, ...newPasswordErrors, "USERNAME_TAKEN", "RATE_LIMITED"],
  "auth.login": [...anyCall, "RATE_LIMITED"],
  "auth.options": anyCall,
  "auth.requestPasswordReset": [...anyCall, "NOT_OFFERED", "RATE_LIMITED"],
  "auth.resetPassword": [...anyCall, ...newPasswordErrors, "LINK_INVALID", "RATE_LIMITED"],
  "auth.confirmEmail": [...anyCall, "LINK_INVALID"],
  "auth.confirm": [...authenticatedCall, "WRONG_PASSWORD", "RATE_LIMITED"],
  "account.me": authenticatedCall,
  "account.update": [...authenticatedCall, "RATE_LIMITED"],
  "account.changePassword": [...authenticatedCall, ...newPasswordErrors, "WRONG_PASSWORD", "RATE_LIMITED"],
  "account.requestEmailVerification": [...authenticatedCall, "NOT_OFFERED", "RATE_LIMITED"],
  "account.changeEmail": [...freshCall, "NOT_OFFERED", "RATE_LIMITED"],
  "account.security": authenticatedCall,
} as const;
