import type { RawRequest } from "@levelup/test-support/raw-http.ts";
import { expect } from "vitest";
import { fixtureToken, multipart } from "../support/django-client.ts";
import { get, json, login, me, parts, post, profile, register, right } from "./oracle-requests.ts";

/** What our server answers in another way: what, why, and requests that show it with the oracle's answer and ours. */
export type Difference = {
  what: string;
  why: string;
  shown: Record<string, { request: RawRequest; theirs: Expected; ours: Expected }>;
};
/** A status, and the body as JSON; where it is not JSON, its media type. */
type Expected = [status: number, body: unknown];

const valid = { valid: true, token: "<token>" };
const crash: Expected = [500, "text/html"];
const html = "text/html";
const registered: Expected = [201, { token: "<token>" }];
const invalid: Expected = [200, { valid: false }];
const refused = (errors: Record<string, unknown>): Expected => [400, errors];
const required = ["This field is required."];
const blank = ["This field may not be blank."];
const notText = ["Not a valid string."];
const jsonError = refused({ detail: "JSON parse error - the body is not JSON in UTF-8" });
const multipartError = refused({ detail: "Multipart form parse error - the body is not such a form" });
const shownBy = (request: RawRequest, theirs: Expected, ours: Expected) => ({ request, theirs, ours });
const file = 'Content-Disposition: form-data; name="password"; filename="p"\r\nContent-Type: text/plain\r\n\r\nme\r\n';

const fromOrigin = (origin: string) =>
  shownBy(
    post("/login", right, json, ["Origin", origin]),
    [200, valid],
    [403, { detail: "Web pages cannot send this from where they are." }],
  );

/** The whole list, as docs/django.md has it. Each has its reason. */
export const differences: Difference[] = [
  {
    what: "A login mints a new token; those before stay good, 20 for an account at most.",
    why: "Each device can be logged out alone, and the server keeps digests, so it has no old token to repeat.",
    shown: {},
  },
  {
    what: "`Bearer` is taken as `Token` is.",
    why: "Clients written for other servers send it (RFC 6750).",
    shown: {
      Bearer: shownBy(
        profile(`Bearer ${fixtureToken}`),
        [401, { detail: "Authentication credentials were not provided." }],
        [
          200,
          { gamer: { user: { first_name: "Me", last_name: "Gamer", username: "me@me.com" }, bio: "Me" }, events: [] },
        ],
      ),
    },
  },
  {
    what: "`/login` and `/register` do not read `Authorization`.",
    why: "Tokens expire here. A client that sends its stale one along must be able to log in again.",
    shown: {
      "a stale token": shownBy(
        post("/login", right, json, ["Authorization", "Token null"]),
        [401, { detail: "Invalid token." }],
        [200, valid],
      ),
    },
  },
  {
    what: "Usernames are unique without case.",
    why: "`Me@Me.com` and `me@me.com` are one person, or one pretending to be another.",
    shown: {
      "login in capitals": shownBy(login({ ...me, username: "ME@me.com" }), invalid, [200, valid]),
      "register in capitals": shownBy(
        register({ username: "ME@me.com" }),
        registered,
        refused({ message: "An account with that username already exists" }),
      ),
    },
  },
  {
    what: "A registration keeps to the rules for usernames, lengths, e-mail addresses and passwords.",
    why: "The original checks nothing. Ours answers 400 and names the field.",
    shown: {
      "a short password": shownBy(
        register({ username: "g", password: "p" }),
        registered,
        refused({ password: ["Use at least 8 characters. A few words in a row work well."] }),
      ),
      "a name with a space": shownBy(
        register({ username: "a b" }),
        registered,
        refused({ username: ["Use letters, numbers and the characters @ . + - _ only."] }),
      ),
      "a name too long": shownBy(
        register({ username: "x".repeat(151) }),
        registered,
        refused({ username: ["Use at most 150 characters."] }),
      ),
      "an e-mail that is none": shownBy(
        register({ username: "h", email: "nonsense" }),
        registered,
        refused({ email: ["Enter an e-mail address such as you@example.com, or leave this empty."] }),
      ),
    },
  },
  {
    what: "A key that is missing, empty or no text is refused with a 400 that names it; so is a body that is no object.",
    why: "The original crashes with a 500 page, or takes what it should not.",
    shown: {
      "login without a password": shownBy(login({ username: "me@me.com" }), crash, refused({ password: required })),
      "login without a body": shownBy(
        post("/login", "", json),
        crash,
        refused({ username: required, password: required }),
      ),
      "login with an empty password": shownBy(login({ ...me, password: "" }), invalid, refused({ password: blank })),
      "login with an empty name": shownBy(login({ ...me, username: "" }), invalid, refused({ username: blank })),
      "login with a number": shownBy(login({ ...me, password: 1 }), invalid, refused({ password: notText })),
      "login of an unknown user with true": shownBy(
        login({ username: "nobody", password: true }),
        crash,
        refused({ password: notText }),
      ),
      "register without a first name": shownBy(
        register({ username: "i", first_name: undefined }),
        crash,
        refused({ first_name: required }),
      ),
      "register with an empty last name": shownBy(
        register({ username: "j", last_name: "" }),
        registered,
        refused({ last_name: blank }),
      ),
      "register with an empty name": shownBy(register({ username: "" }), crash, refused({ username: blank })),
      "register with a null password": shownBy(
        register({ username: "k", password: null }),
        registered,
        refused({ password: ["This field may not be null."] }),
      ),
      "register with a null bio, which counts as none": shownBy(
        register({ username: "l", bio: null }),
        crash,
        registered,
      ),
      "a list": shownBy(login([]), crash, refused({ non_field_errors: ["Invalid data. Expected a dictionary."] })),
      "a text": shownBy(login("me"), crash, refused({ non_field_errors: ["Invalid data. Expected a dictionary."] })),
    },
  },
  {
    what: "NUL and half surrogate pairs are refused at login too.",
    why: "No account can have them, and PostgreSQL cannot store them.",
    shown: {
      "half a pair": shownBy(
        login({ ...me, password: "\ud800" }),
        crash,
        refused({ password: ["A password has at most 4096 bytes of well-formed text."] }),
      ),
      NUL: shownBy(
        login({ ...me, username: "a\0" }),
        invalid,
        refused({ username: ["Remove the characters that cannot be seen, such as control characters."] }),
      ),
    },
  },
  {
    what: "After `JSON parse error - ` and `Multipart form parse error - ` stand our own words.",
    why: "Django's are those of Python's parser. Ours never repeat the body, which holds a password.",
    shown: {
      "a brace": shownBy(
        post("/login", "{", json),
        refused({
          detail: "JSON parse error - Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        }),
        jsonError,
      ),
      "more behind the object": shownBy(
        post("/login", `${right} x`, json),
        refused({ detail: "JSON parse error - Extra data: line 1 column 42 (char 41)" }),
        jsonError,
      ),
      NaN: shownBy(
        post("/login", '{"username":NaN}', json),
        refused({ detail: "JSON parse error - Out of range float values are not JSON compliant: 'NaN'" }),
        jsonError,
      ),
      "a byte order mark": shownBy(
        post("/login", `\ufeff${right}`, json),
        refused({
          detail: "JSON parse error - Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)",
        }),
        jsonError,
      ),
      "5000 brackets": shownBy(post("/login", "[".repeat(5000), json), crash, jsonError),
      "multipart without a boundary": shownBy(
        post("/login", right, ["Content-Type", "multipart/form-data"]),
        refused({ detail: "Multipart form parse error - Invalid boundary in multipart: None" }),
        multipartError,
      ),
    },
  },
  {
    what: "JSON that readers disagree about is refused: a key twice, a number beyond a double, `__proto__`.",
    why: "A proxy that checks a body must not see another one than the server does.",
    shown: {
      "a key twice": shownBy(
        post("/login", '{"username":"x","username":"me@me.com","password":"me"}', json),
        [200, valid],
        jsonError,
      ),
      "1e309": shownBy(post("/login", right.replace("{", '{"n":1e309,'), json), [200, valid], jsonError),
      __proto__: shownBy(post("/login", right.replace("{", '{"__proto__":{},'), json), [200, valid], jsonError),
    },
  },
  {
    what: "Multipart that is cut off or no multipart is refused, and a file is not taken for a text.",
    why: "A client with such a bug gets an error that names it, and not the answer for a wrong password.",
    shown: {
      "cut off": shownBy(post("/login", multipart(me, "x").subarray(0, -4), parts), [200, valid], multipartError),
      "no multipart": shownBy(post("/login", "garbage", parts), crash, multipartError),
      "a file": shownBy(
        post(
          "/login",
          multipart(me, "x")
            .toString()
            .replace(/Content-Disposition: form-data; name="password".*?\r\n--/s, `${file}--`),
          parts,
        ),
        invalid,
        refused({ password: required }),
      ),
    },
  },
  {
    what: "A body's media type stands for itself, JSON is UTF-8, and 64 KB is the most.",
    why: "No client sends `*/*` or UTF-16, and a login needs no 2.5 MB.",
    shown: {
      "any type": shownBy(
        post("/login", right, ["Content-Type", "*/*"]),
        [200, valid],
        [415, { detail: 'Unsupported media type "*/*" in request.' }],
      ),
      "UTF-16": shownBy(
        post("/login", right, ["Content-Type", "application/json; charset=utf-16"]),
        refused({ detail: "JSON parse error - UTF-16 stream does not start with BOM" }),
        [200, valid],
      ),
      "65 KB": shownBy(
        login({ ...me, more: "x".repeat(65 * 1024) }),
        [200, valid],
        [413, { detail: "That is more than the server takes at once." }],
      ),
    },
  },
  {
    what: "The API answers in JSON whatever `Accept` says, with 404 too; a browser's navigation gets the web app.",
    why: "There is no browsable API, and clients read every answer as a JSON object.",
    shown: {
      "Accept: text/html": shownBy(post("/login", right, json, ["Accept", "text/html"]), [200, html], [200, valid]),
      "Accept: application/xml": shownBy(
        post("/login", right, json, ["Accept", "application/xml"]),
        [406, { detail: "Could not satisfy the request Accept header." }],
        [200, valid],
      ),
      OPTIONS: shownBy(
        { method: "OPTIONS", path: "/login" },
        [200, expect.objectContaining({ name: "Login", description: "", renders: ["application/json", html] })],
        [200, expect.objectContaining({ name: "Login", description: "", renders: ["application/json"] })],
      ),
      "nothing there": shownBy(get("/nowhere"), [404, html], [404, expect.any(Object)]),
    },
  },
  {
    what: "`/login/`, `/register/` and `/profile/` are there too.",
    why: "Most projects have the slash at the end, and one client may be for several of them.",
    shown: {
      "a slash at the end": shownBy(post("/login/", right, json), [404, html], [200, valid]),
    },
  },
  {
    what: "The api-auth URLs lead to the web app's login and logout; they are there with the slash that the original forgot too.",
    why: "There is no session to log in to.",
    shown: {
      "the URL as it is": shownBy(get("/api-authlogin/"), [200, html], [302, undefined]),
      "the URL as it was meant": shownBy(get("/api-auth/login/"), [404, html], [302, undefined]),
    },
  },
  {
    what: "An `Origin` with a path or in capitals is not on the list.",
    why: "Browsers send none (RFC 6454, 6.2).",
    shown: {},
  },
  {
    what: "What a page of an origin that is not listed sends (`POST`, `PUT`, `PATCH`, `DELETE`) is a 403.",
    why: "The original logs in and registers for it, and counts the failures against the visitor.",
    shown: {
      "from elsewhere": fromOrigin("http://evil.example"),
      "from null": fromOrigin("null"),
      "from another scheme": fromOrigin("https://localhost:3000"),
      "from a longer name": fromOrigin("http://localhost:3000.evil.example"),
    },
  },
];
