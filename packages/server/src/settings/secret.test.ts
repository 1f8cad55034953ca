import { format, inspect } from "node:util";
import pino from "pino";
import { expect, test } from "vitest";
import { createSecret } from "./secret.ts";

const text = "hunter2-canary";

test.each([
  ["a template", (secret: unknown) => `${secret}`],
  ["JSON", (secret: unknown) => JSON.stringify({ secret })],
  ["util.inspect", (secret: unknown) => inspect({ secret }, { depth: 9, showHidden: true })],
  ["a format", (secret: unknown) => format("%s %o %O %j", secret, secret, secret, secret)],
  ["an error", (secret: unknown) => inspect(new Error(`not ${secret}`, { cause: secret }))],
  ["a copy", (secret: unknown) => JSON.stringify({ ...(secret as object) })],
  [
    "a log line",
    (secret: unknown) => {
      const lines: string[] = [];
      pino({}, { write: (line: string) => lines.push(line) }).info({ secret, deep: { secret } }, "%s", secret);
      return lines.join("");
    },
  ],
])("a secret hides itself from %s", (_where, show) => {
  expect(show(createSecret(text))).not.toContain(text);
});

test("a secret gives its text to a caller of reveal", () => {
  expect(createSecret(text).reveal()).toBe(text);
});
