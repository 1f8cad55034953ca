import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// What Node makes of a thousand files, TypeScript among them, is most of the work of a start, and the same at each. It
// lies beside the packages, where whoever may write it may change what runs as well: in the system's folder for
// temporary files it might be anybody's. Where it cannot be written, a start just takes longer.
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/levelup/compiled", import.meta.url)));
