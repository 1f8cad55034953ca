// No TypeScript, so that a start does without Node's compiler for it once the cache is filled.
import "./compile-cache.mjs";

await import("../src/main.ts");
