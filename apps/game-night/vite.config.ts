import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // Only here, where the packages are not built: an app takes them as they are installed.
  resolve: { conditions: ["@levelup/source", ...defaultClientConditions] },
});
