import { createRequire } from "node:module";
import type { FastifyServerOptions } from "fastify";

/** Fastify's own compilers, in the versions that it uses itself. */
const requireOfFastify = createRequire(import.meta.resolve("fastify"));

type Compilers = NonNullable<NonNullable<FastifyServerOptions["schemaController"]>["compilersFactory"]>;
type Build = (...args: unknown[]) => unknown;

/** Loads Ajv and fast-json-stringify for the first route that has a schema: most apps have none. */
export const schemaCompilers = {
  buildValidator: buildLater("@fastify/ajv-compiler"),
  buildSerializer: buildLater("@fastify/fast-json-stringify-compiler"),
} as Compilers;

function buildLater(name: string): Build {
  let build: Build | undefined;
  return (...args) => {
    build ??= (requireOfFastify(name) as () => Build)();
    return build(...args);
  };
}
