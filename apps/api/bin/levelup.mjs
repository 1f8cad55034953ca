#!/usr/bin/env node
// No TypeScript, for the same reason as the server's.
import "./compile-cache.mjs";

await import("../src/cli.ts");
