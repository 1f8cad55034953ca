import { createTestClock, type TestApp, type TestAppOptions } from "@levelup/server/testing";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { loadFixture } from "../../src/fixture/load-fixture.ts";

/** The token in the original fixture, of me@me.com. */
export const fixtureToken = "fa2eba9be8282d595c997ee5cd49f2ed31f65bed";

type Answer = {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  /** The parsed body; undefined where it is not JSON. */
  json: unknown;
  text: string;
};

type Call = { headers?: Record<string, string>; body?: string | Buffer };

/** An app with the original fixture, and requests to its Django routes as the original's clients send them. */
export type DjangoApp = TestApp & {
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** Posts JSON. */
  post(path: string, data: unknown): Promise<Answer>;
  /** Gets the profile with an Authorization header. */
  profile(authorization: string): Promise<Answer>;
};

export async function createDjangoApp(options: TestAppOptions = {}): Promise<DjangoApp> {
  // The fixture's token lives from the day it is loaded on.
  const test = await createTestApp({ clock: createTestClock(new Date()), ...options });
  // It is meant for the embedded database, but its rows fit either.
  await loadFixture({ ...test.app.database, engine: "pglite" }, test.app.settings);

  async function call(method: string, path: string, { headers = {}, body }: Call = {}): Promise<Answer> {
    const answer = await test.app.http.inject({
      method: method as "GET",
      url: path,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    });
    const isJson = String(answer.headers["content-type"]).startsWith("application/json");
    return {
      status: answer.statusCode,
      headers: answer.headers,
      json: isJson && answer.body !== "" ? answer.json() : undefined,
      text: answer.body,
    };
  }
  return {
    ...test,
    call,
    post: (path, data) =>
      call("POST", path, { headers: { "content-type": "application/json" }, body: JSON.stringify(data) }),
    profile: (authorization) => call("GET", "/profile", { headers: { authorization } }),
  };
}

/** The token in the body of a login's or a registration's answer. */
export function tokenIn(body: unknown): string {
  return (body as { token?: string }).token ?? "";
}

/** A form as browsers send it. */
export function multipart(fields: Record<string, string>, boundary = "----WebKitFormBoundaryX"): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return Buffer.from(`${parts.join("")}--${boundary}--\r\n`);
}
