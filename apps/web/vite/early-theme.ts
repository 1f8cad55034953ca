import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const source = new URL("../src/theme/early-theme.js", import.meta.url);

/**
 * Runs `src/theme/early-theme.js` before the first paint, as a blocking script. It is a file, because the content
 * security policy allows no inline script, with a hash in its name like every other asset.
 */
export function earlyTheme(): Plugin {
  let fileName = "/src/theme/early-theme.js";
  return {
    name: "early-theme",
    buildStart() {
      if (this.meta.watchMode) return;
      this.emitFile({ type: "asset", name: "early-theme.js", source: readFileSync(source, "utf8") });
    },
    generateBundle(_options, bundle) {
      const asset = Object.values(bundle).find(
        (file) => file.type === "asset" && file.names.includes("early-theme.js"),
      );
      if (asset) fileName = `/${asset.fileName}`;
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [{ tag: "script", attrs: { src: fileName }, injectTo: "head-prepend" }],
    },
  };
}
