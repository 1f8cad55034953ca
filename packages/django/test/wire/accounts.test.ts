import { rowCounts, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";
import { createDjangoApp, fixtureToken, tokenIn } from "../support/django-client.ts";

const me = { username: "me@me.com", password: "me" };
const ada = {
  username: "ada",
  password: "correct horse battery",
  first_name: "Ada",
  last_name: "Gamer",
  email: "ada@example.com",
  bio: "I play.",
};
const adaProfile = {
  gamer: { user: { first_name: "Ada", last_name: "Gamer", username: "ada" }, bio: "I play." },
  events: [],
};

describe("register", () => {
  test("J23: with an address mails a link to confirm it, and answers as without mails, to the byte", async () => {
    await using app = await createDjangoApp();
    await using silent = await createDjangoApp({ settings: { mail: { delivery: null } } });

    const [answer, other] = [await app.post("/register", ada), await silent.post("/register", ada)];

    const plain = ({ status, text }: typeof answer) => [status, text.replace(/lu_[0-9a-f]{48}/, "lu_…")];
    expect(plain(answer)).toEqual([201, '{"token":"lu_…"}']);
    expect(plain(other)).toEqual(plain(answer));
    expect(await app.mails()).toMatchObject([{ kind: "confirm_address", to: ada.email }]);
    expect(await silent.mails()).toEqual([]);
  });
});

describe("login", () => {
  test("A1: of the fixture's me@me.com answers a token, which gets the profile", async () => {
    await using app = await createDjangoApp();

    const login = await app.post("/login", me);
    const profile = await app.profile(`Token ${tokenIn(login.json)}`);

    expect([login.status, login.json]).toEqual([
      200,
      { valid: true, token: expect.stringMatching(/^lu_[0-9a-f]{48}$/) },
    ]);
    expect([profile.status, profile.json]).toEqual([
      200,
      { gamer: { user: { first_name: "Me", last_name: "Gamer", username: "me@me.com" }, bio: "Me" }, events: [] },
    ]);
  });

  test("A1: leaves the token that Django made valid", async () => {
    await using app = await createDjangoApp();

    await app.post("/login", me);

    expect((await app.profile(`Token ${fixtureToken}`)).status).toBe(200);
  });

  test.each([
    ["a wrong password", { ...me, password: "you" }],
    ["an unknown user", { ...me, username: "nobody" }],
    ["password: null", { ...me, password: null }],
    ["username: null", { ...me, username: null }],
  ])("A2: with %s answers 200 and valid: false, without a token", async (_what, body) => {
    await using app = await createDjangoApp();

    const { status, text } = await app.post("/login", body);

    expect([status, text]).toEqual([200, '{"valid":false}']);
  });

  test("A2: a wrong password is recorded as a failure, as at every other route", async () => {
    await using app = await createDjangoApp();

    await app.post("/login", { ...me, password: "you" });

    expect(await rows(app, "select event, outcome from audit_events where event = 'login'")).toEqual([
      { event: "login", outcome: "failure" },
    ]);
  });
});

describe("register", () => {
  test("A3: with all six fields creates one user, one gamer with the bio and one token", async () => {
    await using app = await createDjangoApp();
    const before = await rowCounts(app);

    const { status, json } = await app.post("/register", ada);

    expect([status, json]).toEqual([201, { token: expect.any(String) }]);
    const added = Object.entries(await rowCounts(app)).map(([table, count]) => [table, count - (before[table] ?? 0)]);
    expect(Object.fromEntries(added)).toEqual({ users: 1, gamers: 1, tokens: 1, audit_events: 1 });
    expect((await app.profile(`Token ${tokenIn(json)}`)).json).toEqual(adaProfile);
    expect(await rows(app, "select email from users where username = 'ada'")).toEqual([{ email: "ada@example.com" }]);
  });

  test.each([
    ["without email", { ...ada, email: undefined }, { email: "", bio: "I play." }],
    ["without bio", { ...ada, bio: undefined }, { email: "ada@example.com", bio: "" }],
    ["with email and bio null", { ...ada, email: null, bio: null }, { email: "", bio: "" }],
  ])("A4: %s succeeds and stores the empty text", async (_what, body, stored) => {
    await using app = await createDjangoApp();

    expect((await app.post("/register", body)).status).toBe(201);

    expect(
      await rows(app, "select email, bio from users join gamers on gamers.user_id = users.id where username = 'ada'"),
    ).toEqual([stored]);
  });

  test("a taken username is refused with the original's message, in any case", async () => {
    await using app = await createDjangoApp();

    const { status, json } = await app.post("/register", { ...ada, username: "Me@Me.com" });

    expect([status, json]).toEqual([400, { message: "An account with that username already exists" }]);
  });

  test("what the policy refuses is named at its field, in DRF's shape", async () => {
    await using app = await createDjangoApp();

    const short = await app.post("/register", { ...ada, password: "short" });
    const both = await app.post("/register", { ...ada, first_name: "a\u0000", username: "a b" });

    expect([short.status, short.json]).toEqual([400, { password: [expect.stringContaining("at least 8")] }]);
    expect([both.status, Object.keys(both.json as object)]).toEqual([400, ["username", "first_name"]]);
  });

  test("keys of a column that is no field are never written", async () => {
    await using app = await createDjangoApp();
    const smuggled = { is_staff: true, isStaff: true, is_superuser: true, isSuperuser: true, id: 77, firstName: "Eve" };

    await app.post("/register", { ...ada, ...smuggled });

    const [user] = await rows<{ id: number }>(app, "select * from users where username = 'ada'");
    expect(user).toMatchObject({ is_staff: false, is_superuser: false, first_name: "Ada" });
    expect(user?.id).not.toBe(77);
  });
});

describe("another project's URLs", () => {
  test("R50: with the slash are the same endpoints", async () => {
    await using app = await createDjangoApp();

    const login = await app.post("/login/", me);
    const register = await app.post("/register/", ada);
    const { json } = await app.call("GET", "/profile/", {
      headers: { authorization: `Token ${tokenIn(register.json)}` },
    });
    const wrongMethod = await app.call("GET", "/login/");

    expect([login.status, login.json]).toEqual([200, { valid: true, token: expect.any(String) }]);
    expect([register.status, json]).toEqual([201, adaProfile]);
    expect([wrongMethod.status, wrongMethod.headers.allow]).toEqual([405, "POST, OPTIONS"]);
  });

  test("R50: DRF's obtain_auth_token mints a token, which gets the profile", async () => {
    await using app = await createDjangoApp();

    const { status, json } = await app.post("/api-token-auth/", { ...me, username: " me@me.com " });

    expect([status, json]).toEqual([200, { token: expect.stringMatching(/^lu_/) }]);
    expect((await app.profile(`Token ${tokenIn(json)}`)).status).toBe(200);
  });

  test.each([
    [{ ...me, password: "you" }, { non_field_errors: ["Unable to log in with provided credentials."] }],
    [{ ...me, username: "nobody" }, { non_field_errors: ["Unable to log in with provided credentials."] }],
    [{}, { username: ["This field is required."], password: ["This field is required."] }],
    [
      { username: null, password: "" },
      { username: ["This field may not be null."], password: ["This field may not be blank."] },
    ],
  ])("R50: DRF's obtain_auth_token refuses %j as DRF does", async (body, answer) => {
    await using app = await createDjangoApp();

    const { status, json } = await app.post("/api-token-auth/", body);

    expect([status, json]).toEqual([400, answer]);
  });

  test("R50: DRF's obtain_auth_token counts and records a wrong password as /login does", async () => {
    await using app = await createDjangoApp();

    await app.post("/api-token-auth/", { ...me, password: "you" });

    expect(await rows(app, "select event, outcome from audit_events where event = 'login'")).toEqual([
      { event: "login", outcome: "failure" },
    ]);
  });
});
