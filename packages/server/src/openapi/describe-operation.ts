import type { AnswerDescription, RouteDescription } from "./describe-route.ts";
import type { JsonSchema, JsonSchemas } from "./json-schemas.ts";

const json = "application/json";

/** An error outside `/trpc`: Django REST Framework's `{"detail": …}`, or what is wrong with each field. */
export const routeError: JsonSchema = {
  type: "object",
  properties: { detail: { type: "string" } },
  additionalProperties: true,
};

/** A route outside `/trpc`, by its own description. */
export function describeOperation(url: string, description: RouteDescription, schemas: JsonSchemas): JsonSchema {
  const { summary, token, query = {}, body, bodyTypes = [json], answers } = description;
  const inPath = [...url.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: "path", required: true, schema: text }));
  const inQuery = Object.entries(query).map(([name, what]) => ({ name, in: "query", description: what, schema: text }));
  const schema = body === undefined ? undefined : schemas.read(body, "input", `${nameOf(url)}.body`);
  return {
    operationId: `${description.method?.toLowerCase()} ${url}`.replace(/\W+/g, "_"),
    tags: ["rest"],
    summary,
    security: token ? [{ token: [] }] : [],
    ...(inPath.length + inQuery.length > 0 ? { parameters: [...inPath, ...inQuery] } : {}),
    ...(schema === undefined
      ? {}
      : { requestBody: { required: true, content: Object.fromEntries(bodyTypes.map((type) => [type, { schema }])) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [
          status,
          response(answer, `${nameOf(url)}.${status}`, schemas),
        ]),
      ),
      default: {
        description: "An error.",
        content: { [json]: { schema: { $ref: "#/components/schemas/RouteError" } } },
      },
    },
  };
}

const text = { type: "string" };

function response({ description, body, headers }: AnswerDescription, name: string, schemas: JsonSchemas): JsonSchema {
  return {
    description,
    ...(headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([header, what]) => [header, { description: what, schema: text }]),
          ),
        }),
    ...(body === undefined ? {} : { content: { [json]: { schema: schemas.read(body, "output", name) } } }),
  };
}

function nameOf(url: string): string {
  return url.replace(/\W+/g, "_").replace(/^_/, "");
}
