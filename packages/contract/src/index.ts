export * from "./accounts.ts";
export * from "./api-tokens.ts";
export * from "./errors.ts";
export * from "./passkeys.ts";
export * from "./rules.ts";
export * from "./second-factor.ts";
export * from "./tokens.ts";
