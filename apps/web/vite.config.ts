import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { earlyTheme } from "./vite/early-theme.ts";
import { precompress } from "./vite/precompress.ts";
import { preloadFont } from "./vite/preload-font.ts";

const server = "http://localhost:8000";

/** Pages that share their path with a Django route: Vite serves a navigation, the server any other request. */
const exceptNavigation = {
  target: server,
  bypass: (request: { headers: { accept?: string | undefined } }) =>
    request.headers.accept?.includes("text/html") ? "/index.html" : undefined,
};

export default defineConfig({
  plugins: [react(), earlyTheme(), preloadFont(/figtree-latin-wght-normal.*\.woff2$/), precompress()],
  build: {
    target: "es2023",
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
