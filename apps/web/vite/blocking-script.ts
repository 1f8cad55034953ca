import { readFileSync } from "node:fs";
import { basename, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { HtmlTagDescriptor, Plugin } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Adds a script to the page that blocks parsing where it stands. It stays a file, because the content security policy
 * allows no inline script, with a hash in its name like every other asset.
 */
export function blockingScript(file: URL, injectTo: NonNullable<HtmlTagDescriptor["injectTo"]>): Plugin {
  const path = fileURLToPath(file);
  const name = basename(path);
  let src = `/${relative(root, path)}`;
  return {
    name: `blocking-script:${name}`,
    buildStart() {
      if (this.meta.watchMode) return;
      this.emitFile({ type: "asset", name, source: readFileSync(path, "utf8") });
    },
    generateBundle(_options, bundle) {
      const asset = Object.values(bundle).find((output) => output.type === "asset" && output.names.includes(name));
      if (asset) src = `/${asset.fileName}`;
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [{ tag: "script", attrs: { src }, injectTo }],
    },
  };
}
