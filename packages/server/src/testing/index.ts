/** What tests of procedures are written with. */
export { type Caller, createTestApp, type TestApp, type TestAppOptions, type TestGamer } from "./test-app.ts";
export { createTestClock, type TestClock } from "./test-clock.ts";
