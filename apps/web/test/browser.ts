import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";

/** Without one the configuration leaves these suites out. */
const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

const quiet = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A person at a browser: their pages share storage, as the tabs of one window do. */
type Visitor = AsyncDisposable & {
  /** Opens a tab at a path of the app. */
  open(path: string): Promise<Page>;
  /** What the browser complained of: errors of scripts, of the policy, of the console. */
  problems(): string[];
};

type BrowserSuite = { visitor(url: string, options?: BrowserContextOptions): Promise<Visitor> };

/** A suite of tests in Chromium, which is opened once for all of them. */
export function describeInBrowser(name: string, tests: (suite: BrowserSuite) => void): void {
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: quiet });
    });
    afterAll(() => browser?.close());
    tests({
      async visitor(url, options) {
        if (!browser) throw new Error("The browser is not open.");
        return createVisitor(browser, url, options);
      },
    });
  });
}

async function createVisitor(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    locale: "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(10_000);
  const problems: string[] = [];
  context.on("weberror", (error) => problems.push(String(error.error())));
  context.on("console", (message) => {
    // A refusal by the server is no fault of the page, yet Chromium reports each as one.
    const refused = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !refused) problems.push(message.text());
  });
  return {
    async open(path) {
      const page = await context.newPage();
      await page.goto(path);
      return page;
    },
    problems: () => [...problems],
    [Symbol.asyncDispose]: () => context.close(),
  };
}
