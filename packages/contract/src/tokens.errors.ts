import { anyCall, authenticatedCall } from "./common.errors.ts";

/** What the procedures of tokens may throw. */
export const tokenErrors = {
  "auth.logout": anyCall,
  "tokens.list": authenticatedCall,
  "tokens.revoke": [...authenticatedCall, "NOT_FOUND", "RATE_LIMITED"],
  "tokens.revokeOthers": [...authenticatedCall, "RATE_LIMITED"],
} as const;
