import type { RawRequest } from "@levelup/test-support/raw-http.ts";
import { fixtureToken, multipart } from "../support/django-client.ts";

/** Requests that our server and the oracle get, byte for byte, by what they are. */

export const json = ["Content-Type", "application/json"] as const;
const form = ["Content-Type", "application/x-www-form-urlencoded"] as const;
export const parts = ["Content-Type", "multipart/form-data; boundary=x"] as const;
const known = ["Authorization", `Token ${fixtureToken}`] as const;
const listed = ["Origin", "http://localhost:3000"] as const;
const unlisted = ["Origin", "http://evil.example"] as const;
const preflight = ["Access-Control-Request-Method", "POST"] as const;

type Header = readonly [string, string];

export const me = { username: "me@me.com", password: "me" };
export const right = JSON.stringify(me);

export const post = (path: string, body: string | Buffer, ...headers: Header[]): RawRequest => ({
  method: "POST",
  path,
  headers,
  body,
});
export const login = (data: unknown): RawRequest => post("/login", JSON.stringify(data), json);
const obtainToken = (data: unknown): RawRequest => post("/api-token-auth/", JSON.stringify(data), json);
export const get = (path: string, ...headers: Header[]): RawRequest => ({ method: "GET", path, headers });
export const profile = (authorization: string): RawRequest => get("/profile", ["Authorization", authorization]);

const gamer = {
  username: "ada",
  password: "correct horse battery",
  first_name: "Ada",
  last_name: "Gamer",
  email: "ada@example.com",
  bio: "I play.",
};
export const register = (changes: Partial<Record<keyof typeof gamer, unknown>>): RawRequest =>
  post("/register", JSON.stringify({ ...gamer, ...changes }), json);

/** Requests with one answer. */
export const same: Record<string, RawRequest> = {
  "A1 login": login(me),
  "A1 profile": profile(`Token ${fixtureToken}`),
  "A2 wrong password": login({ ...me, password: "you" }),
  "A2 unknown user": login({ ...me, username: "nobody" }),
  "A2 password null": login({ ...me, password: null }),
  "A2 username null": login({ ...me, username: null }),
  "login with keys it does not know": login({ ...me, email: "x", next: [1] }),
  "A3 register": register({}),
  "A4 register without email": register({ username: "b", email: undefined }),
  "A4 register with email null": register({ username: "c", email: null }),
  "A4 register without bio": register({ username: "d", bio: undefined }),
  "register a taken name": register({ username: "me@me.com" }),
  "register as a form": post("/register", new URLSearchParams({ ...gamer, username: "e" }).toString(), form),
  "register as multipart": post("/register", multipart({ ...gamer, username: "f", bio: "ü🎲" }, "x"), parts),
  "A5 token in lower case": profile(`token ${fixtureToken}`),
  "A5 token in upper case": profile(`TOKEN ${fixtureToken}`),
  "A5 two spaces": profile(`Token  ${fixtureToken}`),
  "A5 a tab": profile(`Token\t${fixtureToken}`),
  "A5 spaces behind": profile(`Token ${fixtureToken}  `),
  "A6 no key": profile("Token"),
  "A6 no key but a space": profile("Token "),
  "A6 two keys": profile("Token a b"),
  "A6 not UTF-8": profile("Token \xff\xfe"),
  "A6 UTF-8 that is not ASCII": profile("Token caf\xc3\xa9"),
  "A6 not UTF-8, and spaces": profile("Token caf\xe9 a"),
  "A6 null": profile("Token null"),
  "A6 undefined": profile("Token undefined"),
  "A6 the key in upper case": profile(`Token ${fixtureToken.toUpperCase()}`),
  "A6 the key in quotes": profile(`Token "${fixtureToken}"`),
  "A7 Basic": profile("Basic bWU6bWU="),
  "A7 a longer word": profile(`Tokens ${fixtureToken}`),
  "A7 a no-break space": profile(`Token\xa0${fixtureToken}`),
  "A7 an empty header": profile(""),
  "A7 no header": get("/profile"),
  "a token in the query": get(`/profile?token=${fixtureToken}`),
  "A9 form": post("/login", "username=me%40me.com&password=me", form),
  "A9 form with a plain @": post("/login", "username=me@me.com&password=me", form),
  "A9 form with a name twice": post("/login", "username=x&username=me%40me.com&password=me", form),
  "A9 form with the wrong one last": post("/login", "username=me%40me.com&password=me&password=x", form),
  "A9 form with plus signs": post("/login", "username=+me%40me.com&password=m+e", form),
  "A9 form with %zz": post("/login", "username=me%40me.com&password=%zz", form),
  "A9 form with %ff": post("/login", "username=me%40me.com&password=%ff", form),
  "A9 multipart": post("/login", multipart(me, "x"), parts),
  "A9 multipart with a quoted boundary": post("/login", multipart(me, "x"), [
    "Content-Type",
    'multipart/form-data; boundary="x"',
  ]),
  "A9 JSON with charset": post("/login", right, ["Content-Type", "application/json; charset=utf-8"]),
  "A9 JSON in capitals": post("/login", right, ["Content-Type", "APPLICATION/JSON"]),
  "A9 text/plain": post("/login", right, ["Content-Type", "text/plain"]),
  "A9 text/plain with charset": post("/login", right, ["Content-Type", "text/plain; charset=utf-8"]),
  "A9 jsonp": post("/login", right, ["Content-Type", "application/jsonp"]),
  "A9 two types": post("/login", right, ["Content-Type", "application/json, text/plain"]),
  "A9 a type that is none": post("/login", right, ["Content-Type", "json"]),
  "A9 an empty type": post("/login", right, ["Content-Type", ""]),
  "A9 no type": post("/login", right),
  "A10 GET /login": get("/login"),
  "A10 GET /login by axios": get("/login", ["Accept", "application/json, text/plain, */*"]),
  "A10 PUT /login": { method: "PUT", path: "/login", headers: [json], body: right },
  "A10 PATCH /register": { method: "PATCH", path: "/register", headers: [json], body: right },
  "A10 DELETE /register": { method: "DELETE", path: "/register" },
  "A10 TRACE /login": { method: "TRACE", path: "/login" },
  "A10 POST /profile": post("/profile", right, json),
  "A10 POST /profile with a token": post("/profile", right, json, known),
  "A10 POST /profile with a token and text": post("/profile", "x", ["Content-Type", "text/plain"], known),
  "A10 OPTIONS /profile": { method: "OPTIONS", path: "/profile" },
  "R50 obtain_auth_token": obtainToken(me),
  "R50 obtain_auth_token as a form": post("/api-token-auth/", "username=me%40me.com&password=me", form),
  "R50 obtain_auth_token with spaces": obtainToken({ ...me, username: " me@me.com " }),
  "R50 obtain_auth_token with a wrong password": obtainToken({ ...me, password: "you" }),
  "R50 obtain_auth_token for an unknown user": obtainToken({ ...me, username: "nobody" }),
  "R50 obtain_auth_token without keys": obtainToken({}),
  "R50 obtain_auth_token with null": obtainToken({ username: null, password: null }),
  "R50 obtain_auth_token with empty texts": obtainToken({ username: " ", password: "" }),
  "R50 obtain_auth_token with a list": obtainToken({ username: [], password: {} }),
  "R50 GET /api-token-auth/": get("/api-token-auth/"),
  "a query behind": post("/login?next=/x", right, json),
  "a path with an escape": { method: "POST", path: "/log%69n", headers: [json], body: right },
  "A13 login": post("/login", right, json, listed),
  "A13 no token": get("/profile", listed),
  "A13 wrong method": get("/login", listed),
  "A13 wrong type": post("/login", "x", ["Content-Type", "text/plain"], listed),
  "A13 PATCH that looks like a preflight": { method: "PATCH", path: "/login", headers: [listed, preflight] },
};

/** HEAD answers have a body on Django's development server; everything else of them is compared. */
export const heads: Record<string, RawRequest> = {
  "A10 HEAD /login": { method: "HEAD", path: "/login" },
  "A10 HEAD /profile": { method: "HEAD", path: "/profile" },
  "A10 HEAD /profile with a token": { method: "HEAD", path: "/profile", headers: [known] },
  "A13 preflight": { method: "OPTIONS", path: "/login", headers: [listed, preflight] },
  "A13 preflight from 5173": {
    method: "OPTIONS",
    path: "/register",
    headers: [["Origin", "http://127.0.0.1:5173"], preflight],
  },
  "A13 preflight of a profile with a bad token": {
    method: "OPTIONS",
    path: "/profile",
    headers: [listed, preflight, ["Authorization", "Token bad"]],
  },
  "A13 preflight of nothing": { method: "OPTIONS", path: "/nowhere", headers: [listed, preflight] },
  "A13 preflight from elsewhere": { method: "OPTIONS", path: "/login", headers: [unlisted, preflight] },
  "A13 preflight without an origin": { method: "OPTIONS", path: "/login", headers: [preflight] },
};
