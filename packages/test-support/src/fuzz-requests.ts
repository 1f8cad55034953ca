import { appRouter } from "@levelup/server";
import fc from "fast-check";

/** One request as a fuzzer makes it up. */
export type FuzzRequest = {
  method: "GET" | "POST" | "HEAD" | "PUT" | "DELETE" | "PATCH" | "OPTIONS";
  url: string;
  headers: Record<string, string>;
  body: string | Buffer | undefined;
};

/** What stands in a header for the token of a gamer who is logged in. */
export const tokenPlaceholder = "{token}";

const procedures = Object.keys(appRouter._def.procedures);
const readOnly = /^\/(trpc\/(account\.me|tokens\.list)|profile)/;
const fields = [
  "username",
  "password",
  "firstName",
  "lastName",
  "email",
  "bio",
  "device",
  "deviceId",
  "currentPassword",
  "newPassword",
  "id",
];
const otherPaths = [
  "/",
  "/healthz",
  "/readyz",
  "/login",
  "/register",
  "/profile",
  "/api-auth/login/",
  "/api-authlogout/",
  "/trpc",
  "/trpc/",
  "/metrics",
  "/index.html",
  "/assets/../../package.json",
];

/** Texts that have broken servers before. */
const nasty = fc.constantFrom(
  "",
  " ",
  "null",
  "undefined",
  "0",
  "-1",
  "1e309",
  "' OR 1=1--",
  "$$",
  "\u0000",
  "%00",
  "%zz",
  "__proto__",
  "constructor",
  "\ud800",
  "\u202e",
  "\u200b",
  "ｍe@me.com",
  "me@me.com",
  "👨‍👩‍👧",
  "a".repeat(151),
  "💥".repeat(151),
  "x".repeat(5000),
  "<script>alert(1)</script>",
  "{{7*7}}",
  "../../etc/passwd",
  "\r\nSet-Cookie: a=b",
  "correct horse battery",
);
const text = fc.oneof(
  nasty,
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
);
const json = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 4 }));

/** Inputs that the procedures take. */
const goodInputs: Record<string, Record<string, unknown>> = {
  "auth.register": {
    username: "ada",
    password: "correct horse battery",
    firstName: "Ada",
    lastName: "G",
    email: "",
    bio: "",
    device: "Phone",
  },
  "auth.login": { username: "ada", password: "correct horse battery", device: "Phone", deviceId: "x" },
  "account.update": { firstName: "Ada", lastName: "G", email: "ada@example.com", bio: "I play." },
  "account.changePassword": { currentPassword: "correct horse battery", newPassword: "another good phrase" },
  "tokens.revoke": { id: 1 },
};

/** A call as a client makes it, with up to two fields replaced by something else. */
const nearlyRight = fc
  .record({
    path: fc.constantFrom(...procedures),
    username: fc.stringMatching(/^[a-z0-9@.+_-]{1,12}$/),
    replaced: fc.array(fc.tuple(fc.nat(10), fc.oneof({ weight: 3, arbitrary: text }, json)), { maxLength: 2 }),
  })
  .map(({ path, username, replaced }) => {
    const input: Record<string, unknown> = { ...goodInputs[path] };
    if ("username" in input) input.username = username;
    const names = Object.keys(input);
    for (const [index, value] of replaced) input[names[index] ?? "extra"] = value;
    return { url: `/trpc/${path}`, body: names.length === 0 ? undefined : JSON.stringify(input) };
  });

const djangoRegistration = {
  username: "ada",
  password: "correct horse battery",
  first_name: "Ada",
  last_name: "G",
  email: "",
  bio: "",
};

/** The same for the Django routes. */
const nearlyRightDjango = fc
  .record({
    path: fc.constantFrom("/login", "/register"),
    username: fc.stringMatching(/^[a-z0-9@.+_-]{1,12}$/),
    replaced: fc.array(fc.tuple(fc.nat(6), fc.oneof({ weight: 3, arbitrary: text }, json)), { maxLength: 2 }),
  })
  .map(({ path, username, replaced }) => {
    const { password, ...profile } = djangoRegistration;
    const input: Record<string, unknown> =
      path === "/login" ? { username, password } : { ...profile, password, username };
    const names = Object.keys(input);
    for (const [index, value] of replaced) input[names[index] ?? "extra"] = value;
    return { url: path, body: JSON.stringify(input) };
  });

/** Some of the fields there are, with anything in them; or anything at all. */
const input = fc.oneof(
  { weight: 3, arbitrary: fc.dictionary(fc.constantFrom(...fields), fc.oneof(text, json), { maxKeys: 8 }) },
  { weight: 1, arbitrary: json },
);

const serialized = input.map((value) => JSON.stringify(value) ?? "");
/** JSON with a piece cut out, doubled or replaced, as bytes on a bad line are. */
const damaged = fc
  .tuple(serialized, fc.nat(200), fc.nat(20), fc.string({ maxLength: 5 }))
  .map(([whole, at, length, other]) => whole.slice(0, at) + other + whole.slice(at + length));
const form = fc.dictionary(fc.constantFrom(...fields), text, { maxKeys: 5 }).map((values) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
    .join("&"),
);
const body = fc.oneof(
  { weight: 6, arbitrary: serialized },
  { weight: 2, arbitrary: damaged },
  { weight: 1, arbitrary: form },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const contentType = fc.oneof(
  { weight: 20, arbitrary: fc.constant("application/json") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "application/json; charset=utf-8",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/plain",
      "application/jsonp",
      "application/json; charset=utf-16",
      "application/octet-stream",
      "x",
      "",
    ),
  },
);
const authorization = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(`Token ${tokenPlaceholder}`, `bearer ${tokenPlaceholder}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "Token",
      "Token null",
      "Token a b",
      "Basic eDp5",
      "Token  ",
      "Token \u00ff",
      `Token lu_${"0".repeat(48)}`,
    ),
  },
  { weight: 1, arbitrary: text.map(headerSafe) },
);
const headers = fc.record(
  {
    "content-type": contentType,
    authorization,
    accept: fc.constantFrom("*/*", "text/html", "application/json", "application/jsonl", "text/event-stream"),
    "trpc-accept": fc.constantFrom("application/jsonl", "application/json", "x"),
    "content-encoding": fc.constantFrom(...Array<string>(20).fill("identity"), "gzip", "br", ""),
    "x-forwarded-for": fc.oneof(fc.ipV4(), fc.ipV6(), text.map(headerSafe)),
    "user-agent": text.map(headerSafe),
    origin: fc.constantFrom("http://localhost:3000", "https://evil.example", "null"),
    cookie: text.map(headerSafe),
  },
  { requiredKeys: ["content-type"] },
);

const segment = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...procedures) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "auth",
      "auth.login.x",
      "__proto__",
      "constructor",
      "",
      "toString",
      "auth%2Elogin",
      "%zz",
      "%2C",
      "%252C",
    ),
  },
  { weight: 1, arbitrary: text.map((value) => encodeURIComponent(value.toWellFormed())) },
);
const query = fc.oneof(
  { weight: 5, arbitrary: fc.constant("") },
  { weight: 2, arbitrary: serialized.map((value) => `?input=${encodeURIComponent(value.toWellFormed())}`) },
  {
    weight: 2,
    arbitrary: input.map(
      (value) => `?batch=1&input=${encodeURIComponent((JSON.stringify({ 0: value }) ?? "").toWellFormed())}`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "?batch=1",
      "?batch=1&batch=0",
      "?connectionParams={}",
      "?input=%",
      "?__proto__[x]=1",
      "?lastEventId=1",
    ),
  },
);
const url = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(segment, query).map(([path, search]) => `/trpc/${path}${search}`) },
  {
    weight: 2,
    arbitrary: fc.array(segment, { minLength: 2, maxLength: 12 }).map((paths) => `/trpc/${paths.join(",")}?batch=1`),
  },
  { weight: 2, arbitrary: fc.constantFrom(...otherPaths) },
  { weight: 1, arbitrary: fc.webPath().map((path) => `/${path.replace(/^\/+/, "")}`) },
);
const anyMethod = fc.constantFrom("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS");

/** A request to any route: most of them nearly right, because one that is plainly wrong fails the first check. */
export const fuzzRequest: fc.Arbitrary<FuzzRequest> = fc
  .record({
    call: fc.oneof(
      { weight: 3, arbitrary: nearlyRight },
      { weight: 1, arbitrary: nearlyRightDjango },
      { weight: 4, arbitrary: fc.record({ url, body }) },
    ),
    headers,
    rightMethod: fc.nat(9),
    method: anyMethod,
  })
  .map(({ call, headers, rightMethod, method }) => {
    const rest = { ...call, headers };
    const isQuery = readOnly.test(rest.url);
    const chosen = rightMethod < 8 ? (isQuery ? "GET" : "POST") : (method as FuzzRequest["method"]);
    return { ...rest, method: chosen, body: chosen === "GET" || chosen === "HEAD" ? undefined : rest.body };
  });

/** Header values are Latin-1 without controls; Node sends nothing else. */
function headerSafe(value: string): string {
  return value
    .replace(/[^\t\x20-\x7e\xa0-\xff]/g, "?")
    .slice(0, 300)
    .trim();
}
