import { fileURLToPath } from "node:url";
import { createTestApp, createTestClock, type TestApp } from "@levelup/server/testing";

/** The app as it is shipped: `npm test` builds it before the tests. */
export const webRoot = fileURLToPath(new URL("../dist/", import.meta.url));

/** The real server with the built app, on a free port and a database of its own. */
export type WebApp = AsyncDisposable & Pick<TestApp, "gamer" | "as"> & { url: string };

export async function startWebApp(): Promise<WebApp> {
  // The browser's clock goes on, so the server's begins at the same time.
  const test = await createTestApp({ settings: { http: { webRoot } }, clock: createTestClock(new Date()) });
  return {
    url: await test.listen(),
    gamer: test.gamer,
    as: test.as,
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}
