import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { LevelUpError } from "../errors.ts";
import { errorBody } from "./send-error.ts";

/** Of these, Node keeps the first line and other programs the last: a proxy may have read another one. */
const singleHeaders = ["authorization", "content-type", "host"];

/** A name or an address, and a port (RFC 3986, 3.2.2). */
const hostForm = /^([\w.~!$&'()*+;=%-]*|\[[\da-f:.]+\])(:\d*)?$/i;

/**
 * Refuses what Node takes for a request, but other programs on the way may read differently (RFC 9112), and what Node
 * itself would answer without our headers: an HTTP/1.1 request without a Host, and an unknown Expect.
 */
export function refuseAmbiguousRequests(fastify: FastifyInstance): void {
  fastify.server.on("checkExpectation", (request, response) => fastify.server.emit("request", request, response));

  fastify.addHook("onRequest", (request, reply, done) => {
    const status = faultStatus(request.raw);
    if (status === null) return done();
    // What follows on the connection may be a part of this request.
    reply.code(status).header("connection", "close");
    reply.send(errorBody(new LevelUpError("INVALID_INPUT"), request.id, status));
  });
}

/** The status that says what is wrong with a request's head, or null. */
function faultStatus({ httpVersion, headers, rawHeaders }: IncomingMessage): number | null {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return 505;
  const { host } = headers;
  if (host === undefined ? httpVersion === "1.1" : !hostForm.test(host)) return 400;
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  if (singleHeaders.some((name) => names.indexOf(name) !== names.lastIndexOf(name))) return 400;
  const { expect, "transfer-encoding": encoding } = headers;
  // HTTP/1.0 knows no chunks: a proxy may see another end of the body.
  if (encoding !== undefined && (httpVersion === "1.0" || encoding.toLowerCase() !== "chunked")) return 400;
  return expect === undefined || expect.toLowerCase() === "100-continue" ? null : 417;
}
