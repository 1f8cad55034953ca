import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import { readJsonText } from "@levelup/server";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ApiException } from "./api-exception.ts";

/** The media types that DRF parses by default. */
export const mediaTypes = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];

const [json = "", ...forms] = mediaTypes;

/**
 * Reads bodies as DRF does. Fastify buffers each up to its limit first, so that a form's size and number of fields
 * are bounded by the same 64 KB as JSON.
 */
export function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(json, { parseAs: "buffer" }, async (_request: FastifyRequest, body: Buffer) =>
    readJson(body),
  );
  fastify.addContentTypeParser(forms, { parseAs: "buffer" }, (request: FastifyRequest, body: Buffer) =>
    readForm(request.headers["content-type"] ?? "", body),
  );
}

/** An empty body counts as an object without keys. */
function readJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(readJsonText(body));
  } catch {
    throw new ApiException(400, "JSON parse error - the body is not JSON in UTF-8");
  }
}

/** The fields of a form, the last one where a name is repeated, as Django's `QueryDict` has it. Files are left out. */
function readForm(contentType: string, body: Buffer): Promise<Record<string, string>> {
  const fields = new Map<string, string>();
  return new Promise((resolve, reject) => {
    const fail = () => reject(new ApiException(400, "Multipart form parse error - the body is not such a form"));
    try {
      const headers: BusboyHeaders = { "content-type": contentType };
      const form = new Busboy({ headers, limits: { files: 0 } });
      form.on("field", (name, value) => fields.set(name, value));
      form.on("finish", () => resolve(Object.fromEntries(fields)));
      form.on("error", fail);
      form.end(body);
    } catch {
      fail();
    }
  });
}
