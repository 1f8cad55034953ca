import { Agent, request } from "node:http";
import { type ErrorCode, errorTable } from "@levelup/contract";
import { type FuzzRequest, fuzzRequest, tokenPlaceholder } from "@levelup/test-support/fuzz-requests.ts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { LevelUpError } from "../../src/errors.ts";
import { answerByLibrary } from "../../src/http/trpc-routes.ts";
import { answerSingle } from "../../src/http/trpc-single.ts";
import { appRouter } from "../../src/router.ts";
import { createStubServer, type StubServer, stubTokens } from "../support/stub-server.ts";

/** Single calls have a route of their own; these tests compare it with the library's handler. */
vi.mock(import("../../src/http/trpc-single.ts"), { spy: true });

/** By their whole paths, whatever the type says. */
const byPath = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
const procedures = Object.entries(byPath).map(([path, { _def }]) => ({ path, type: _def.type }));

let server: StubServer;
let port: number;
const agent = new Agent({ keepAlive: true });
beforeAll(async () => {
  server = await createStubServer();
  port = Number(new URL(await server.http.listen({ host: "127.0.0.1", port: 0 })).port);
});
afterAll(async () => {
  agent.destroy();
  await server[Symbol.asyncDispose]();
});

type Shot = { method?: string; path: string; headers?: Record<string, string>; body?: string | Buffer | undefined };

/** How the bytes of a body are cut up says nothing; the rest here differs from one request to the next. */
const unlikeHeaders = ["content-length", "transfer-encoding", "connection", "keep-alive", "date", "x-request-id"];

const withoutId = (text: string) => text.replaceAll(/"requestId":"[^"]+"/g, '"requestId":""');

/** All that a request leaves: its answer, and what is counted and logged. */
function seen({ method = "GET", path, headers = {}, body }: Shot): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const options = { host: "127.0.0.1", port, method, path, headers: { ...length, ...headers }, agent };
    const call = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const kept = Object.entries(response.headers).filter(([name]) => !unlikeHeaders.includes(name));
        const text = withoutId(Buffer.concat(chunks).toString("utf8"));
        const { statusCode: status } = response;
        resolve({ status, headers: Object.fromEntries(kept), text, recorded: server.recorded() });
      });
      response.on("error", reject);
    });
    call.on("error", reject);
    call.end(body);
  });
}

/** Sends each request both ways, and expects the same answers. */
async function expectSameAnswers(shots: Shot[]): Promise<void> {
  const single = vi.mocked(answerSingle);
  for (const shot of shots) {
    single.mockReset();
    const answer = await seen(shot);
    single.mockImplementation(answerByLibrary);
    expect.soft([shot, answer]).toEqual([shot, await seen(shot)]);
  }
}

const json = { "content-type": "application/json" };
const authorization = `Token ${stubTokens.good}`;
/** A call as it should be made. What a procedure does not ask for is not looked at. */
const input = {
  username: "ada",
  password: "correct horse",
  firstName: "Ada",
  lastName: "G",
  currentPassword: "correct horse",
  newPassword: "another good phrase",
  login: "ada",
  token: "a code from a mail",
  email: "ada@example.com",
  code: "123456",
  id: 1,
  name: "Nightly report",
  scopes: ["account:read"],
  ceremony: "a text of the server's",
  response: {
    id: "x",
    rawId: "x",
    type: "public-key",
    response: { clientDataJSON: "x", authenticatorData: "x", signature: "x", attestationObject: "x" },
  },
};

/** Inputs in which a further key is refused. */
const strictInputs: Record<string, object> = {
  "auth.confirm": { password: input.password },
  "auth.secondFactor": { challenge: "c", code: input.code },
};

function rightly({ path, type }: { path: string; type: string }): Shot {
  const text = JSON.stringify(strictInputs[path] ?? input);
  return type === "query"
    ? { path: `/trpc/${path}?input=${encodeURIComponent(text)}`, headers: { authorization } }
    : { method: "POST", path: `/trpc/${path}`, headers: { ...json, authorization }, body: text };
}

const inputs = [
  "",
  "null",
  "{}",
  "[]",
  '"x"',
  "1",
  "{",
  '{"id":1,"id":2}',
  '{"__proto__":{}}',
  "1e309",
  " {} ",
  "\ufeff{}",
];
const mediaTypes = [
  "application/json; charset=utf-8",
  'Application/JSON;charset="UTF-8"',
  "application/json; charset=utf-16",
  "application/jsonl",
  "multipart/form-data; boundary=x",
  "text/plain",
  "",
];
const credentials = [
  "",
  "Token",
  "Token a b",
  "Token \u00ff",
  "Basic eDp5",
  `bearer  ${stubTokens.good}`,
  ...Object.values(stubTokens).map((token) => `Token ${token}`),
  "Token bad",
];
const accepted = ["application/jsonl", "text/html, application/jsonl", "text/event-stream", "application/json", ""];
const origins = ["http://localhost:3000", "http://evil.example", "null"];
const queries = [
  "batch=0",
  "batch=",
  "batch=1",
  "batch=1&input=%7B%220%22%3A%7B%7D%7D",
  "batch=%31",
  "x=?&batch=1",
  "x#&batch=1",
  "input",
  "input=%",
  "input=%zz",
  "input=1&input=2",
  "connectionParams=%7B%7D",
  "lastEventId=1",
];
const hosts = ["localhost:8000", "[::1]:8000", "a b", "[", "x:99999", "", "%zz", "ex\u00e4mple"];
const endings = ["/", "?", "#", ",", ",account.me", "%20", "%2E", ".", "/../x", ";a"];

/** A call as it should be, and with one thing about it changed at a time. */
function variations(right: Shot): Shot[] {
  const path = right.path.replace(/\?.*/, "");
  const withHeader = (name: string) => (value: string) => ({
    ...right,
    headers: { ...right.headers, [name]: value },
  });
  return [
    right,
    { ...right, headers: { authorization } },
    ...["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"].map((method) => ({ ...right, method })),
    ...inputs.map((text) => ({ ...right, path: `${path}?input=${encodeURIComponent(text)}`, body: text })),
    { ...right, path },
    { ...right, path, body: undefined, headers: { ...right.headers, "transfer-encoding": "chunked" } },
    { ...right, path, body: Buffer.from('"\u00ff"', "latin1") },
    { ...right, path, body: "x".repeat(65 * 1024) },
    ...mediaTypes.map(withHeader("content-type")),
    ...["gzip", "identity", ""].map(withHeader("content-encoding")),
    ...credentials.map(withHeader("authorization")),
    ...accepted.map(withHeader("accept")),
    ...accepted.map(withHeader("trpc-accept")),
    ...origins.map(withHeader("origin")),
    ...hosts.map(withHeader("host")),
    withHeader("x-forwarded-proto")("https"),
    withHeader("access-control-request-method")("GET"),
    ...queries.map((query) => ({ ...right, path: `${path}?${query}` })),
    ...endings.map((ending) => ({ ...right, path: path + ending })),
  ];
}

test.each(procedures)(
  "a call of $path, made in every way, gets the answer of the library's handler",
  async (procedure) => {
    await expectSameAnswers(variations(rightly(procedure)));
  },
);

type Call = { getRawInput(): Promise<unknown>; signal: AbortSignal | undefined };

/** Puts another query in the place of `account.me` for a while: none that there is asks for what this one does. */
function replaceMe(query: (call: Call) => Promise<unknown>): Disposable {
  const { "account.me": me } = byPath;
  Object.assign(byPath, { "account.me": Object.assign(query, { _def: { type: "query" } }) });
  return { [Symbol.dispose]: () => Object.assign(byPath, { "account.me": me }) };
}

test("a query gets its input as from the library's handler", async () => {
  using _replaced = replaceMe(async ({ getRawInput }) => ({ input: (await getRawInput()) ?? "none" }));
  const me = rightly({ path: "account.me", type: "query" });

  vi.mocked(answerSingle).mockReset();
  expect(await seen(me)).toMatchObject({ text: JSON.stringify({ result: { data: { input } } }) });
  await expectSameAnswers(variations(me));
});

const failures = [
  ...Object.keys(errorTable).map((code) => new LevelUpError(code as ErrorCode)),
  new LevelUpError("INVALID_INPUT", { field: "username", issues: [{ field: "a", rule: "b", message: "c" }] }),
  new LevelUpError("RATE_LIMITED", { retryAfterSeconds: 7 }),
  new Error("Key (username)=(ada) already exists"),
  Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
  "no error at all",
];

test.each(procedures)(
  "an error of $path is answered, counted and logged as by the library's handler",
  async (procedure) => {
    for (const failure of failures) {
      server.failWith(failure);
      await expectSameAnswers([rightly(procedure)]);
    }
    server.failWith(null);
  },
);

test("a path that names no procedure is refused alike", async () => {
  const paths = [
    "",
    "/",
    "/account",
    "/toString",
    "/account%2Eme",
    "/account.me%2Caccount.me",
    "/%zz",
    "/account.me,tokens.list",
  ];
  await expectSameAnswers(
    paths.flatMap((path) => [
      { path: `/trpc${path}`, headers: { authorization } },
      { path: `/trpc${path}?batch=1`, headers: { authorization } },
      { method: "POST", path: `/trpc${path}`, headers: { ...json, authorization }, body: "{}" },
    ]),
  );
});

test("made-up requests get the same answer both ways", async () => {
  const single = vi.mocked(answerSingle);
  const answerOf = async ({ method, url, headers, body }: FuzzRequest) => {
    const authorization = headers.authorization?.replace(tokenPlaceholder, stubTokens.good);
    const answer = await server.http.inject({
      method,
      url,
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      ...(body === undefined ? {} : { payload: body }),
    });
    return [
      answer.statusCode,
      answer.headers["content-type"],
      answer.headers.vary,
      withoutId(answer.payload),
      server.recorded(),
    ];
  };
  await fc.assert(
    fc.asyncProperty(fuzzRequest, async (made) => {
      single.mockReset();
      const answer = await answerOf(made);
      single.mockImplementation(answerByLibrary);
      expect(answer).toEqual(await answerOf(made));
    }),
    { numRuns: 500, seed: 8 },
  );
});

describe("the route of single calls", () => {
  test.each(procedures)("answers $path alone, with what its use case says", async (procedure) => {
    const single = vi.mocked(answerSingle);
    single.mockReset();

    expect(await seen(rightly(procedure))).toMatchObject({ status: 200, recorded: [[procedure.path, "OK"]] });
    expect(single).toHaveBeenCalledOnce();
  });

  test("leaves a batch, of one call too, to the library's handler", async () => {
    const single = vi.mocked(answerSingle);
    single.mockReset();

    await seen({ path: "/trpc/account.me?batch=1", headers: { authorization } });

    expect(single).not.toHaveBeenCalled();
  });

  test("tells a procedure that its client has left", async () => {
    const started = Promise.withResolvers<AbortSignal | undefined>();
    const left = Promise.withResolvers<void>();
    vi.mocked(answerSingle).mockReset();
    using _replaced = replaceMe(async ({ signal }) => {
      started.resolve(signal);
      await left.promise;
    });
    try {
      const call = request({ host: "127.0.0.1", port, path: "/trpc/account.me" });
      call.on("error", () => {});
      call.end();
      const signal = await started.promise;
      expect(signal?.aborted).toBe(false);

      call.destroy();

      await vi.waitFor(() => expect(signal?.aborted).toBe(true));
    } finally {
      left.resolve();
    }
  });
});
