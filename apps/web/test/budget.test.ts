import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { webRoot } from "./web-app.ts";

const firstLoadLimitKb = 170;
const bytesPerKb = 1000;

const html = readFileSync(join(webRoot, "index.html"), "utf8");
const assets = readdirSync(join(webRoot, "assets"));

/** A script and its static imports. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const code = readFileSync(join(webRoot, "assets", file), "utf8");
  for (const [, name] of code.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g))
    if (name) withImports(name, seen);
  return seen;
}

function gzippedKb(files: Iterable<string>): number {
  const sizes = [...files].map((file) => gzipSync(readFileSync(join(webRoot, "assets", file))).length);
  return sizes.reduce((sum, size) => sum + size, 0) / bytesPerKb;
}

const screens = [
  "login",
  "register",
  "home",
  "profile",
  "security",
  "devices",
  "forgot-password",
  "reset-password",
  "confirm-email",
];

test.each(screens)(`the first load of %s is at most ${firstLoadLimitKb} kB of JavaScript, gzipped`, (screen) => {
  const scripts = new Set([...html.matchAll(/src="\/assets\/([^"]+\.js)"/g)].map(([, name]) => name ?? ""));
  const route = assets.find((name) => name.startsWith(`${screen}.page-`) && name.endsWith(".js"));
  const files = new Set([...scripts, route ?? ""].flatMap((file) => [...withImports(file)]));
  expect(files.size).toBeGreaterThan(scripts.size + 1);
  expect(gzippedKb(files)).toBeLessThanOrEqual(firstLoadLimitKb);
});

test("every asset has a hash in its name, and every text asset compressed versions", () => {
  const plain = assets.filter((name) => !/\.(?:br|gz)$/.test(name));
  expect(plain.filter((name) => !/-[\w-]{8}\.\w+$/.test(name))).toEqual([]);
  const texts = plain.filter((name) => /\.(?:js|css|svg)$/.test(name));
  expect(texts.filter((name) => !assets.includes(`${name}.br`) || !assets.includes(`${name}.gz`))).toEqual([]);
});

test("the page has no inline script and no inline style", () => {
  expect(html.match(/<script(?![^>]*\bsrc=)[^>]*>/g)).toBeNull();
  expect(html.match(/<style|\bstyle=|\bon\w+=/g)).toBeNull();
});
