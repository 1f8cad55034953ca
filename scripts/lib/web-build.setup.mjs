import { buildWeb } from "./web-build.mjs";

/** vitest runs this before the tests that open the built web app, and not before others. */
export async function setup() {
  await buildWeb({ node: process.execPath, env: process.env });
}
