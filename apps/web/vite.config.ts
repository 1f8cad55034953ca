import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";
import { blockingScript } from "./vite/blocking-script.ts";
import { precompress } from "./vite/precompress.ts";
import { preloadFont } from "./vite/preload-font.ts";

const server = `http://localhost:${process.env.PORT || "8000"}`;

/** The oldest browsers that have what the app uses: src/browser-check.js tests for the newest features among it. */
const supportedBrowsers = { Chrome: 120, Edge: 120, Firefox: 121, Safari: 17 };

const browserNames = Object.entries(supportedBrowsers)
  .map(([name, version]) => `${name} ${version}`)
  .join(", ");

/** Pages that share their path with a Django route: Vite serves a navigation, the server any other request. */
const exceptNavigation = {
  target: server,
  bypass: (request: { headers: { accept?: string | undefined } }) =>
    request.headers.accept?.includes("text/html") ? "/index.html" : undefined,
};

export default defineConfig({
  resolve: {
    // What the SDK imports, without the development packages that its own folder finds it in.
    dedupe: ["@levelup/contract", "@tanstack/react-query", "@trpc/client", "@trpc/server", "react"],
    // Packages of this repository as they stand in src.
    conditions: ["@levelup/source", ...defaultClientConditions],
  },
  plugins: [
    react(),
    // The last of these comes first in the page.
    blockingScript(new URL("src/theme/early-theme.js", import.meta.url), "head-prepend"),
    blockingScript(new URL("src/links/early-link-code.js", import.meta.url), "head-prepend"),
    blockingScript(new URL("src/browser-check.js", import.meta.url), "body"),
    preloadFont(/figtree-latin-wght-normal.*\.woff2$/),
    precompress(),
  ],
  define: { "import.meta.env.SUPPORTED_BROWSERS": JSON.stringify(browserNames) },
  build: {
    target: Object.entries(supportedBrowsers).map(([name, version]) => `${name.toLowerCase()}${version}`),
    assetsDir: "assets",
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      "/trpc": server,
      "/healthz": server,
      "/readyz": server,
      "/login": exceptNavigation,
      "/register": exceptNavigation,
      "/profile": exceptNavigation,
      "^/api-auth": server,
    },
  },
});
