import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LevelUpError, type LevelUpErrorCode } from "@levelup/client";
import { type ErrorCode, errorTable } from "@levelup/contract/errors";
import { expect, test } from "vitest";
import { refusalOf } from "./refusal.ts";

const errorOf = (code: LevelUpErrorCode, details = {}) => new LevelUpError(code, "Words of the server.", details);

test.each(Object.keys(errorTable) as ErrorCode[])("%s has words, a wait, or ends the session", (code) => {
  const refusal = refusalOf(errorOf(code));
  if (refusal.kind === "notice") expect(refusal.notice.title).not.toBe("");
  else expect(["fields", "wait", "signed-out"]).toContain(refusal.kind);
});

test("each issue of an input stands at its field, the first one where a field has several", () => {
  const issues = [
    { field: "username", rule: "characters", message: "Use letters." },
    { field: "username", rule: "too_long", message: "Too long." },
    { field: "email", rule: "email", message: "No address." },
  ];
  expect(refusalOf(errorOf("INVALID_INPUT", { issues }))).toEqual({
    kind: "fields",
    errors: { username: "Use letters.", email: "No address." },
  });
});

test("a refused new password stands at the field in which the form has it chosen", () => {
  expect(refusalOf(errorOf("PASSWORD_COMMON"), "newPassword")).toEqual({
    kind: "fields",
    errors: { newPassword: "Words of the server." },
  });
});

test("too many attempts waits for as long as the server says", () => {
  expect(refusalOf(errorOf("RATE_LIMITED", { retryAfterSeconds: 42 }))).toEqual({ kind: "wait", seconds: 42 });
});

test("a fault of the server's quotes the request", () => {
  expect(refusalOf(errorOf("INTERNAL", { requestId: "req-7" }))).toMatchObject({
    notice: { text: expect.stringContaining("req-7") },
  });
});

const web = fileURLToPath(new URL("../..", import.meta.url));
const contract = fileURLToPath(new URL("../../../../packages/contract/src/errors.ts", import.meta.url));

/** Compiles refusal.ts against another text of the contract's error table. */
async function compileAgainst(errors: string): Promise<string> {
  const folder = mkdtempSync(join(web, "node_modules/.h7-"));
  try {
    writeFileSync(join(folder, "errors.ts"), errors.replaceAll('"./', `"${dirname(contract)}/`));
    const paths = { "@levelup/contract/errors": ["./errors.ts"] };
    const include = ["../../src/errors/refusal.ts"];
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

test("H7: a code that the contract gains does not compile until the app has words for it", async () => {
  const table = readFileSync(contract, "utf8");
  const marker = "  WRONG_PASSWORD: {";
  const grown = table.replace(marker, `  BRAND_NEW: { status: 400, trpc: "BAD_REQUEST", message: "New." },\n${marker}`);
  expect(grown).not.toBe(table);
  expect(await compileAgainst(table)).toBe("");
  expect(await compileAgainst(grown)).toMatch(
    /refusal\.ts.*'"BRAND_NEW"' is not assignable to parameter of type 'never'/s,
  );
});
