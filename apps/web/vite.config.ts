import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { earlyTheme } from "./vite/early-theme.ts";
import { precompress } from "./vite/precompress.ts";
import { preloadFont } from "./vite/preload-font.ts";

const server = `http://localhost:${process.env.PORT || "8000"}`;

/** A browser's navigation to a page that shares its path with the Django door stays with Vite. */
const unlessNavigation = {
  target: server,
  bypass: (request: { headers: { accept?: string | undefined } }) =>
    request.headers.accept?.includes("text/html") ? "/index.html" : undefined,
};

export default defineConfig({
  // What the SDK imports, without the development packages that its own folder finds it in.
  resolve: { dedupe: ["@levelup/contract", "@tanstack/react-query", "react"] },
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
      "/login": unlessNavigation,
      "/register": unlessNavigation,
      "/profile": unlessNavigation,
      "^/api-auth": server,
    },
  },
});
