import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";

/** The test configuration excludes these suites if there is none. */
const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

const chromiumArgs = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser profile: its pages share storage, like the tabs of one window. */
type Visitor = AsyncDisposable & {
  /** Opens a tab at a path of the app. */
  open(path: string): Promise<Page>;
  /** Errors of scripts, of the content security policy and of the console. */
  problems(): string[];
};

type BrowserSuite = { visitor(url: string, options?: BrowserContextOptions): Promise<Visitor> };

/** A suite of tests that share one Chromium. */
export function describeInBrowser(name: string, tests: (suite: BrowserSuite) => void): void {
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: chromiumArgs });
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
  // A busy machine takes its time; a wait that ends early would only say so.
  context.setDefaultTimeout(30_000);
  const problems: string[] = [];
  context.on("weberror", (error) => problems.push(String(error.error())));
  context.on("console", (message) => {
    // Chromium reports every HTTP error as a console error, also those that the test expects.
    const httpError = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !httpError) problems.push(message.text());
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
