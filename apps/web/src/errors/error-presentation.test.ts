import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LevelUpError, type LevelUpErrorCode } from "@levelup/client";
import { type ErrorCode, errorTable } from "@levelup/contract/errors";
import { expect, test } from "vitest";
import { presentError } from "./error-presentation.ts";

const errorOf = (code: LevelUpErrorCode, details = {}) => new LevelUpError(code, "Message of the server.", details);

test.each(Object.keys(errorTable) as ErrorCode[])(
  "%s has a message, a wait, ends the session, or was the gamer's own choice",
  (code) => {
    const presentation = presentError(errorOf(code));
    if (presentation.kind === "notice") expect(presentation.notice.title).not.toBe("");
    else expect(["fields", "wait", "signed-out", "declined"]).toContain(presentation.kind);
  },
);

test("each issue of an input is shown at its field, and of several at one field the first", () => {
  const issues = [
    { field: "username", rule: "characters", message: "Use letters." },
    { field: "username", rule: "too_long", message: "Too long." },
    { field: "email", rule: "email", message: "No address." },
  ];
  expect(presentError(errorOf("INVALID_INPUT", { issues }))).toEqual({
    kind: "fields",
    errors: { username: "Use letters.", email: "No address." },
  });
});

test("a rejected new password is shown at the field of the form that asks for it", () => {
  expect(presentError(errorOf("PASSWORD_COMMON"), "newPassword")).toEqual({
    kind: "fields",
    errors: { newPassword: "Message of the server." },
  });
});

test("RATE_LIMITED waits for as long as the server says", () => {
  expect(presentError(errorOf("RATE_LIMITED", { retryAfterSeconds: 42 }))).toEqual({ kind: "wait", seconds: 42 });
});

test("an error of the server names the request", () => {
  expect(presentError(errorOf("INTERNAL", { requestId: "req-7" }))).toMatchObject({
    notice: { text: expect.stringContaining("req-7") },
  });
});

const web = fileURLToPath(new URL("../..", import.meta.url));
const contract = fileURLToPath(new URL("../../../../packages/contract/src/errors.ts", import.meta.url));

/** Compiles error-presentation.ts with another version of the contract's error table. */
async function compileWith(errors: string): Promise<string> {
  const folder = mkdtempSync(join(web, "node_modules/.h7-"));
  try {
    writeFileSync(join(folder, "errors.ts"), errors.replaceAll('"./', `"${dirname(contract)}/`));
    const paths = { "@levelup/contract/errors": ["./errors.ts"] };
    const include = ["../../src/errors/error-presentation.ts"];
    const config = { extends: "../../tsconfig.json", compilerOptions: { paths, types: [] }, include };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    return await new Promise((done) => {
      const tsc = join(web, "../../node_modules/.bin/tsc");
      execFile(tsc, ["-p", folder], { cwd: web }, (_error, stdout) => done(stdout));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("H7: a code that the contract adds does not compile until the app handles it", async () => {
  const table = readFileSync(contract, "utf8");
  const marker = "  WRONG_PASSWORD: {";
  const extended = table.replace(
    marker,
    `  BRAND_NEW: { status: 400, trpc: "BAD_REQUEST", message: "New." },\n${marker}`,
  );
  expect(extended).not.toBe(table);
  expect(await compileWith(table)).toBe("");
  expect(await compileWith(extended)).toMatch(
    /error-presentation\.ts.*'"BRAND_NEW"' is not assignable to parameter of type 'never'/s,
  );
});
