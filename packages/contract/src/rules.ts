/** The rules of usernames, texts and passwords, free of any library: servers, browsers and forms share them. */
export * from "./limits.ts";
export * from "./passwords.ts";
export * from "./text.ts";
export * from "./usernames.ts";
