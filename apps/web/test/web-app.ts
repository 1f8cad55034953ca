import { fileURLToPath } from "node:url";
import { createTestApp, createTestClock, type TestApp, type TestAppOptions } from "@levelup/server/testing";

/** The built app: `npm test` builds it before the tests. */
export const webRoot = fileURLToPath(new URL("../dist/", import.meta.url));

/** The real server with the built app, on a free port and with its own database. */
export type WebApp = AsyncDisposable &
  Pick<TestApp, "app" | "gamer" | "as" | "anonymous" | "mails" | "clock" | "totp"> & { url: string };

export async function startWebApp(settings: TestAppOptions["settings"] = {}): Promise<WebApp> {
  // The server's clock starts at the time of the browser's.
  const test = await createTestApp({
    settings: { ...settings, http: { webRoot } },
    clock: createTestClock(new Date()),
  });
  return {
    url: await test.listen(),
    app: test.app,
    gamer: test.gamer,
    as: test.as,
    anonymous: test.anonymous,
    mails: test.mails,
    clock: test.clock,
    totp: test.totp,
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}
