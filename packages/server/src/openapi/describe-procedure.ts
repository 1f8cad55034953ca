import { type ErrorCode, errorTable } from "@levelup/contract";
import type { AnyTRPCProcedure } from "@trpc/server";
import type { ErrorDefinition } from "../define-errors.ts";
import type { ProcedureMeta } from "../trpc/declare-errors.ts";
import type { JsonSchema, JsonSchemas } from "./json-schemas.ts";

const json = "application/json";

/** An error of a call, as components.schemas has it; each operation adds the codes. */
export const callError: JsonSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "data"],
      properties: {
        code: { type: "integer", description: "The number of JSON-RPC. Read `data.code` instead." },
        message: { type: "string", description: "For a person." },
        data: {
          type: "object",
          required: ["code", "httpStatus", "requestId"],
          properties: {
            code: { type: "string" },
            httpStatus: { type: "integer" },
            requestId: { type: "string" },
            field: { type: "string", description: "The field of the input that is wrong." },
            issues: {
              type: "array",
              items: {
                type: "object",
                required: ["field", "rule", "message"],
                properties: { field: { type: "string" }, rule: { type: "string" }, message: { type: "string" } },
              },
            },
            scope: { type: "string", description: "The scope that an API token would need." },
            retryAfterSeconds: { type: "integer" },
          },
        },
      },
    },
  },
};

/** A tRPC call as plain HTTP: a query is a GET, a mutation a POST. */
export function describeProcedure(path: string, procedure: AnyTRPCProcedure, schemas: JsonSchemas): JsonSchema {
  // `_def` has the schemas at run time only.
  const { type, inputs = [], output } = procedure._def as { type: string; inputs?: unknown[]; output?: unknown };
  const meta: ProcedureMeta = procedure.meta ?? {};
  const codes = meta.errors ?? [];
  const read = inputs.map((schema, index) => schemas.read(schema, "input", `${path}.input${index || ""}`));
  const input = read.length > 1 ? { allOf: read } : read[0];
  const operation = {
    operationId: path,
    tags: [path.split(".")[0]],
    summary: path,
    ...(meta.scope === undefined ? {} : { description: `An API token needs the scope \`${meta.scope}\`.` }),
    // A procedure that needs no token may be sent one.
    security: codes.includes("TOKEN_MISSING") ? [{ token: [] }] : [{}, { token: [] }],
    ...(type === "query" ? inUrl(input) : inBody(input)),
    responses: {
      200: {
        description: "What the procedure answers.",
        content: {
          [json]: { schema: result(output === undefined ? {} : schemas.read(output, "output", `${path}.output`)) },
        },
      },
      ...errorResponses(codes, meta.ownErrors ?? []),
    },
  };
  return { [type === "query" ? "get" : "post"]: operation };
}

function inUrl(schema: JsonSchema | undefined): JsonSchema {
  if (schema === undefined) return {};
  const description = "The input, as JSON.";
  return { parameters: [{ name: "input", in: "query", description, required: true, content: { [json]: { schema } } }] };
}

/** A call without an input has to say that it is JSON too. */
function inBody(schema: JsonSchema = { type: "object" }): JsonSchema {
  return { requestBody: { required: true, content: { [json]: { schema } } } };
}

function result(data: JsonSchema): JsonSchema {
  const inner = { type: "object", required: ["data"], properties: { data } };
  return { type: "object", required: ["result"], properties: { result: inner } };
}

/** The declared errors, by their status. */
function errorResponses(codes: readonly string[], ownErrors: readonly ErrorDefinition[]): Record<string, JsonSchema> {
  const definitions = new Map(ownErrors.map((error) => [error.code, error]));
  const find = (code: string) => definitions.get(code) ?? errorTable[code as ErrorCode];
  const byStatus = Map.groupBy(new Set(codes), (code) => find(code).status);
  const responses = [...byStatus].map(([status, ofStatus]): [string, JsonSchema] => [
    String(status),
    {
      description: ofStatus.map((code) => `\`${code}\`: ${find(code).message}`).join("\n\n"),
      content: { [json]: { schema: { allOf: [{ $ref: "#/components/schemas/CallError" }, withCodes(ofStatus)] } } },
    },
  ]);
  return Object.fromEntries(responses);
}

function withCodes(codes: readonly string[]): JsonSchema {
  const object = (name: string, schema: JsonSchema) => ({
    type: "object",
    required: [name],
    properties: { [name]: schema },
  });
  return object("error", object("data", object("code", { type: "string", enum: codes })));
}
