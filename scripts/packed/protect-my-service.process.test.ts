import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { createTestApp } from "../../packages/server/src/testing/index.ts";
import { complaintsOf, createApp, run, startServer, tarballOf } from "./packed.ts";

/** The files of docs/protect-my-service.md, in servers of Express and Hono. */

const page = await readFile(join(import.meta.dirname, "../../docs/protect-my-service.md"), "utf8");
const shown = [...page.matchAll(/^```ts\n\/\/ (\w+\.ts)[^\n]*\n(.*?)^```/gms)].map(
  ([, name = "", code = ""]) => [name, code] as const,
);

const servers = {
  Express: `
    import type { AddressInfo } from "node:net";
    import express from "express";
    import { requireLogin } from "./express.ts";

    const app = express();
    app.use("/scores", requireLogin);
    app.get("/scores", (_request, response) => {
      response.json({ scoresOf: response.locals.actor.username });
    });
    const server = app.listen(0, "127.0.0.1", () => {
      console.log(\`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`);
    });`,
  Hono: `
    import { serve } from "@hono/node-server";
    import { Hono } from "hono";
    import { GET } from "./next.ts";

    const app = new Hono();
    app.get("/scores", (context) => GET(context.req.raw));
    serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => console.log(\`http://127.0.0.1:\${port}\`));`,
};

const manifest = { private: true, type: "module" };
const tsconfig = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: "nodenext",
    target: "es2024",
    types: ["node"],
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
};

let service: string;

beforeAll(async () => {
  const own = Object.entries(servers).map(([name, code]) => [`${name}-server.ts`, code] as const);
  const settings = [
    ["package.json", JSON.stringify(manifest)],
    ["tsconfig.json", JSON.stringify(tsconfig)],
  ] as const;
  service = await createApp("service", new Map([...shown, ...own, ...settings]));
  const tarballs = [tarballOf("contract"), tarballOf("client")];
  const others = ["express@5", "hono@4", "@hono/node-server@1", "@trpc/client", "@trpc/server"];
  const types = ["typescript@5.9", "@types/express@5", "@types/node@24"];
  await run("npm", ["install", "--prefer-offline", "--no-audit", ...tarballs, ...others, ...types], { cwd: service });
}, 120_000);

test("the compiler accepts them", async () => {
  expect(await complaintsOf("npx", ["tsc"], service)).toBe("");
});

test.each(Object.keys(servers))("%s lets those in who are logged in, and sends refusals on", async (name) => {
  await using levelup = await createTestApp({ scopes: { "scores:read": "See your scores" } });
  const { token, account } = await levelup.gamer();
  const url = await startServer([`${name}-server.ts`], service, { LEVELUP_URL: await levelup.listen() });
  const ask = async (authorization: string) => {
    const answer = await fetch(`${url}/scores`, { headers: { authorization } });
    return [answer.status, answer.headers.get("www-authenticate"), await answer.json()];
  };

  expect(await ask(`Token ${token}`)).toEqual([200, null, { scoresOf: account.username }]);
  expect(await ask("Token lu_unknown")).toEqual([401, "Token", { detail: "Invalid token." }]);
  expect(await ask("")).toEqual([401, "Token", { detail: "Authentication credentials were not provided." }]);
});
