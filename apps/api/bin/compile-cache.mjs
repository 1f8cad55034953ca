import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// To compile a thousand files, TypeScript among them, is most of the work of a start, and the same each time. The cache
// lies beside the packages, which are as trusted as it has to be: the system's folder for temporary files may be
// written by other users. Where the cache cannot be written, a start takes longer.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/levelup/compiled", import.meta.url)));
