import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDjangoApp, type DjangoApp } from "../support/django-client.ts";

let app: DjangoApp;
beforeAll(async () => {
  app = await createDjangoApp();
});
afterAll(() => app[Symbol.asyncDispose]());

const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("me@me.com", "me", "\0", "\ud800", "' OR 1=1--", "$$"),
);
const keys = fc.constantFrom("username", "password", "first_name", "last_name", "bio", "email", "__proto__", "x");
const jsonBodies = fc
  .oneof(fc.dictionary(keys, fc.oneof(texts, fc.jsonValue())), fc.jsonValue())
  .map((value) => JSON.stringify(value));
const part = fc
  .tuple(keys, texts)
  .map(([key, text]) => `--x\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${text}`);
const multipartBodies = fc.array(part, { maxLength: 5 }).map((parts) => `${parts.join("\r\n")}\r\n--x--`);
const bodies = fc.oneof(
  jsonBodies,
  multipartBodies,
  fc.webQueryParameters(),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);
const types = fc.constantFrom(
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "multipart/form-data; boundary=",
  "application/x-www-form-urlencoded; charset=nonsense",
  "text/plain",
);

test("F7: whatever body comes to whichever endpoint, the answer is an object and no fault of the server's", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("/login", "/register", "/profile"), types, bodies, async (path, type, body) => {
      const { status, json } = await app.call("POST", path, { headers: { "content-type": type }, body });

      expect([status < 500, typeof json, Array.isArray(json)]).toEqual([true, "object", false]);
    }),
    { numRuns: 1000 },
  );
});
