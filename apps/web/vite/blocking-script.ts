import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { HtmlTagDescriptor, Plugin } from "vite";

/**
 * Adds a script of `src` to the page that blocks parsing where it stands. It is a file, because the content security
 * policy allows no inline script, with a hash in its name like every other asset.
 */
export function blockingScript(path: string, injectTo: NonNullable<HtmlTagDescriptor["injectTo"]>): Plugin {
  const name = basename(path);
  let url = `/${path}`;
  return {
    name: `blocking-script:${name}`,
    buildStart() {
      if (this.meta.watchMode) return;
      this.emitFile({ type: "asset", name, source: readFileSync(new URL(`../${path}`, import.meta.url), "utf8") });
    },
    generateBundle(_options, bundle) {
      const asset = Object.values(bundle).find((file) => file.type === "asset" && file.names.includes(name));
      if (asset) url = `/${asset.fileName}`;
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [{ tag: "script", attrs: { src: url }, injectTo }],
    },
  };
}
