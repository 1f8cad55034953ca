import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Plugin } from "vite";

const compressors = { br: promisify(brotliCompress), gz: promisify(gzip) };
const compressible = /\.(?:js|css|html|svg)$/;

/** Writes a `.br` and a `.gz` file for each text asset, so that the server need not compress responses. */
export function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        for (const file of Object.values(bundle).filter(({ fileName }) => compressible.test(fileName))) {
          const text = Buffer.from(file.type === "chunk" ? file.code : file.source);
          for (const [suffix, compress] of Object.entries(compressors)) {
            this.emitFile({ type: "asset", fileName: `${file.fileName}.${suffix}`, source: await compress(text) });
          }
        }
      },
    },
  };
}
