import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWire, type Wire } from "@levelup/test-support/wire.ts";
import { afterAll, beforeAll, expect, test } from "vitest";

const page = "<!doctype html><title>Level Up</title>";
const navigation = { accept: "text/html,application/xhtml+xml" };
let webRoot: string;
let wire: Wire;
beforeAll(async () => {
  webRoot = mkdtempSync(join(tmpdir(), "levelup-web-"));
  writeFileSync(join(webRoot, "index.html"), page);
  wire = await createWire({ settings: { http: { webRoot } } });
});
afterAll(async () => {
  await wire[Symbol.asyncDispose]();
  rmSync(webRoot, { recursive: true });
});

const request = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  wire.request(path, { method, headers, redirect: "manual" });

test.each([
  ["GET", "/nowhere"],
  ["POST", "/nowhere"],
  ["GET", "/trpc"],
  ["GET", "/login/extra"],
  ["GET", "/assets/none.js"],
  ["GET", "/.well-known/security.txt"],
  ["DELETE", "/healthz"],
])("R33: %s %s, where nothing is, gets DRF's 404", async (method, path) => {
  const { status, headers, text } = await request(path, {}, method);

  expect([status, text]).toEqual([404, '{"detail":"Not found."}']);
  expect(headers.get("content-type")).toMatch(/^application\/json/);
});

test("an unknown page gets the web app, which has a page for it", async () => {
  const { status, text } = await request("/nowhere", navigation);

  expect([status, text]).toEqual([200, page]);
});

test("HEAD of an unknown page has the headers that GET has", async () => {
  const get = await request("/nowhere", navigation);
  const head = await request("/nowhere", navigation, "HEAD");

  expect([head.status, head.text]).toEqual([200, ""]);
  expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"));
});

test.each([
  "/.well-known/anything",
  "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200",
  "/.well-known/",
  "/.well-known",
  "/.well-known/change-password/x",
  "/%2ewell-known/anything",
  "/.well-known?x",
])("R33: %s is 404, for a browser too", async (path) => {
  const { status, text } = await request(path, navigation);

  expect([status, text]).toEqual([404, '{"detail":"Not found."}']);
});

test.each([navigation, {}])("R33: /.well-known/change-password leads to the security screen", async (headers) => {
  const answer = await request("/.well-known/change-password", headers);

  expect([answer.status, answer.headers.get("location")]).toEqual([302, "/security"]);
});

test("R33: without the web app no screen is promised", async () => {
  await using api = await createWire();

  expect((await api.request("/.well-known/change-password", { headers: navigation })).status).toBe(404);
});
