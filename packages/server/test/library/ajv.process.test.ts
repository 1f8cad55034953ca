import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const index = new URL("../../src/index.ts", import.meta.url).href;
const stub = new URL("../support/stub-server.ts", import.meta.url).href;

/** Starts the HTTP server in a process of its own, and tells which compilers of schemas it has loaded. */
async function loaded(schema: boolean): Promise<string[]> {
  const program = `
    import { createRequire } from "node:module";
    const { createStubServer } = await import(${JSON.stringify(stub)});
    const route = async (fastify) => {
      fastify.post("/seats", ${schema ? '{ schema: { body: { type: "object" } } }, ' : ""}async () => ({}));
    };
    await using server = await createStubServer([route]);
    await server.http.ready();
    const files = Object.keys(createRequire(${JSON.stringify(index)}).cache);
    const names = ["ajv", "@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler"];
    console.log(JSON.stringify(names.filter((name) => files.some((file) => file.includes("/" + name + "/")))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
  });
  return JSON.parse(stdout);
}

test("K5: a start loads Ajv for a route that has a schema, and not without one", async () => {
  expect(await loaded(true)).toEqual(expect.arrayContaining(["ajv", "@fastify/ajv-compiler"]));
  expect(await loaded(false)).toEqual([]);
});
