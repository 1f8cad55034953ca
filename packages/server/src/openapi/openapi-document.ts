import type { AnyRouter, AnyTRPCProcedure } from "@trpc/server";
import { describeOperation, routeError } from "./describe-operation.ts";
import { callError, describeProcedure } from "./describe-procedure.ts";
import type { RouteDescription } from "./describe-route.ts";
import { createJsonSchemas, type JsonSchema } from "./json-schemas.ts";

/** A route outside `/trpc` that has a description. */
export type DescribedRoute = { url: string; description: RouteDescription };

/** Describes the procedures of a router and routes beside it, by OpenAPI 3.1. Subscriptions are left out. */
export async function createOpenApi(router: AnyRouter, routes: readonly DescribedRoute[]): Promise<JsonSchema> {
  const schemas = createJsonSchemas();
  const paths: Record<string, JsonSchema> = {};
  for (const { url, description } of routes) {
    const path = url.replace(/:(\w+)/g, "{$1}");
    const method = description.method?.toLowerCase() ?? "get";
    paths[path] = { ...paths[path], [method]: describeOperation(url, description, schemas) };
  }
  for (const [path, procedure] of await proceduresOf(router)) {
    if (procedure._def.type === "subscription") continue;
    paths[`/trpc/${path}`] = describeProcedure(path, procedure, schemas);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Level Up",
      version: "1",
      description:
        "Accounts and tokens. Send a token as `Authorization: Bearer …`, or with the scheme `Token`. " +
        "The paths below `/trpc` are tRPC's procedures as plain HTTP.",
    },
    servers: [{ url: "/" }],
    tags: [...new Set(Object.keys(paths).map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { CallError: callError, RouteError: routeError, ...schemas.components },
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
  };
}

function tagOf(path: string): string {
  return /^\/trpc\/(\w+)/.exec(path)?.[1] ?? "rest";
}

/** All procedures by their paths, those of lazy routers too. */
async function proceduresOf(router: AnyRouter): Promise<[string, AnyTRPCProcedure][]> {
  const { lazy, procedures } = router._def;
  while (Object.keys(lazy).length > 0) await Promise.all(Object.values(lazy).map((loader) => loader.load()));
  return Object.entries(procedures) as [string, AnyTRPCProcedure][];
}
