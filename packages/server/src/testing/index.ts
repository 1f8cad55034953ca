/** Helpers for tests of procedures. */

export { health } from "../http/health.ts";
export type { SentMail } from "../mail/memory-transport.ts";
export { generateToken } from "../tokens/token-format.ts";
export { type Authenticator, type AuthenticatorState, createAuthenticator, encodeCbor } from "./authenticator.ts";
export { type Caller, createTestApp, type TestApp, type TestAppOptions, type TestGamer } from "./test-app.ts";
export { createTestClock, type TestClock } from "./test-clock.ts";
export { createTestDatabase, fillDataFolder, type TestDatabase } from "./test-database.ts";
