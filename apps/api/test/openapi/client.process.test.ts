import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { execute } from "@levelup/test-support/programs.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, onTestFinished, test } from "vitest";

/** In this package, which has the generated client's one dependency. */
const here = fileURLToPath(new URL("../../", import.meta.url));
const compiler = fileURLToPath(new URL("../../../../node_modules/typescript/bin/tsc", import.meta.url));

const tsconfig = { extends: "../../../tsconfig.base.json", compilerOptions: { types: ["node"] }, include: ["*.ts"] };

/** On a busy machine a compiler and a database take long. */
const slowMs = 180_000;

/** Compiles against the generated types, and throws if an answer is wrong. */
const program = `
import createClient from "openapi-fetch";
import type { paths } from "./schema.ts";

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

let token = "";
const client = createClient<paths>({ baseUrl: process.env.LEVELUP_URL ?? "" });
client.use({ onRequest: ({ request }) => request.headers.set("authorization", "Bearer " + token) });
const credentials = { username: "ada", password: "four words in a row" };

const registered = await client.POST("/register", { body: { ...credentials, first_name: "Ada", last_name: "Gamer" } });
token = registered.data?.token ?? "";
const profile = await client.GET("/profile");
check(profile.data?.gamer.user.first_name === "Ada", "profile");
check((await client.GET("/auth/check")).response.headers.get("x-levelup-username") === "ada", "auth/check");

const login = await client.POST("/trpc/auth.login", { body: credentials });
const account = login.data?.result.data.valid ? login.data.result.data.account : undefined;
check(account?.firstName === "Ada", "login");
const wrong = await client.POST("/login", { body: { ...credentials, password: "wrong" } });
check(wrong.data?.valid === false, "a wrong password");

const { error } = await client.POST("/trpc/account.changePassword", { body: { currentPassword: "x", newPassword: "y" } });
const code = error?.error.data.code;
check(code === "WRONG_PASSWORD" || code === "PASSWORD_TOO_SHORT", "changePassword: " + code);
// @ts-expect-error No procedure declares it.
check(code !== "NO_SUCH_CODE", "a code");
// @ts-expect-error A login needs a password.
await client.POST("/trpc/auth.login", { body: { username: "ada" } });

check((await client.POST("/trpc/auth.logout", { body: {} })).data?.result.data.revoked === true, "logout");
const refused = await client.GET("/trpc/account.me");
check(refused.error?.error.data.code === "TOKEN_INVALID", "me");
check((await client.GET("/profile")).error?.detail === "Invalid token.", "profile");
`;

test(
  "K20: the document of /openapi.json is valid, and a client generated from it type-checks and calls the server",
  async () => {
    await using app = await createTestApp();
    const url = await app.listen();
    const source = await (await fetch(`${url}/openapi.json`)).text();
    const folder = await mkdtemp(`${here}openapi-`);
    onTestFinished(() => rm(folder, { recursive: true }));

    // Django REST Framework's own URL of a login has a slash at its end.
    const config = await createConfig({ extends: ["recommended"], rules: { "no-path-trailing-slash": "off" } });
    const problems = await lintFromString({ source, config });
    await writeFile(`${folder}/schema.ts`, astToString(await openapiTS(source)));
    await writeFile(`${folder}/program.ts`, program);
    await writeFile(`${folder}/tsconfig.json`, JSON.stringify(tsconfig));
    await execute(process.execPath, [compiler, "-p", folder]);
    await execute(process.execPath, [`${folder}/program.ts`], { env: { LEVELUP_URL: url } });

    const wrong = problems.filter(({ severity }) => severity === "error");
    expect(wrong.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  },
  slowMs,
);
