import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack } from "../pack.mjs";

/**
 * vitest runs this before the tests of the packages as they are installed, and not before others: it packs them once,
 * where a clone has them for an app beside it.
 *
 * @param {import("vitest/node").TestProject} project
 */
export async function setup(project) {
  const folder = mkdtempSync(join(tmpdir(), "levelup-packed-"));
  const dist = join(folder, "level-up", "dist");
  mkdirSync(dist, { recursive: true });
  await pack([dist]);
  project.provide("packed", { folder, dist });
  return () => rmSync(folder, { recursive: true, force: true });
}
