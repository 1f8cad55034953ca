import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import type { Plugin } from "vite";

const compressors = { br: promisify(brotliCompress), gz: promisify(gzip) };
const worthwhile = /\.(?:js|css|html|svg)$/;

/** Puts a `.br` and a `.gz` beside each text, so that the server compresses nothing while it serves. */
export function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        for (const file of Object.values(bundle).filter(({ fileName }) => worthwhile.test(fileName))) {
          const text = Buffer.from(file.type === "chunk" ? file.code : file.source);
          for (const [suffix, compress] of Object.entries(compressors)) {
            this.emitFile({ type: "asset", fileName: `${file.fileName}.${suffix}`, source: await compress(text) });
          }
        }
      },
    },
  };
}
