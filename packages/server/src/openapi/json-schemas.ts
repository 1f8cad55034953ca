import { z } from "zod";

/** A schema of JSON Schema 2020-12, as OpenAPI 3.1 has them. */
export type JsonSchema = Record<string, unknown>;

/** Turns schemas of zod into those of an OpenAPI document, and gathers what they refer to. */
export type JsonSchemas = {
  /** @param name is unique, and names what the schema itself refers to. */
  read(schema: unknown, io: "input" | "output", name: string): JsonSchema;
  /** For the document's `components.schemas`. */
  readonly components: Record<string, JsonSchema>;
};

export function createJsonSchemas(): JsonSchemas {
  const components: Record<string, JsonSchema> = {};
  return {
    components,
    read(schema, io, name) {
      // What an app parses by another library is not described.
      if (!(schema instanceof z.ZodType)) return {};
      const { $schema: _dialect, $defs = {}, ...root } = toJson(schema, io);
      const toName = (key: string) => `${name}.${key}`;
      const relink = (part: unknown): JsonSchema =>
        JSON.parse(JSON.stringify(part), (key, value) => {
          if (key !== "$ref" || typeof value !== "string") return value;
          return `#/components/schemas/${value === "#" ? toName("self") : toName(value.replace("#/$defs/", ""))}`;
        });
      for (const [key, definition] of Object.entries($defs)) components[toName(key)] = relink(definition);
      const linked = relink(root);
      if (JSON.stringify(linked).includes(`/${toName("self")}"`)) components[toName("self")] = linked;
      return linked;
    },
  };
}

function toJson(schema: z.ZodType, io: "input" | "output"): JsonSchema & { $defs?: Record<string, JsonSchema> } {
  return z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      // As JSON.stringify writes a Date.
      if (zodSchema._zod.def.type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      // A later release may answer more.
      if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }) as JsonSchema;
}
