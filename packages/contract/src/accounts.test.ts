import { afterEach, describe, expect, test, vi } from "vitest";
import { bioSchema, emailSchema, loginInput, registerInput, updateAccountInput, usernameSchema } from "./accounts.ts";
import { deviceSchema } from "./tokens.ts";

const registration = { username: "ada", password: "correct horse battery", firstName: "Ada", lastName: "Gamer" };
const login = { username: "ada", password: "any" };

afterEach(() => {
  vi.restoreAllMocks();
});

/** Every text of a person, through every schema that takes it. */
const fields = {
  "username at registration": (text: string) => registerInput.safeParse({ ...registration, username: text }),
  "username at login": (text: string) => loginInput.safeParse({ ...login, username: text }),
  "first name": (text: string) => registerInput.safeParse({ ...registration, firstName: text }),
  "last name": (text: string) => updateAccountInput.safeParse({ lastName: text }),
  email: (text: string) => registerInput.safeParse({ ...registration, email: text }),
  bio: (text: string) => updateAccountInput.safeParse({ bio: text }),
  device: (text: string) => loginInput.safeParse({ ...login, device: text }),
  "device id": (text: string) => loginInput.safeParse({ ...login, deviceId: text }),
  "password at login": (text: string) => loginInput.safeParse({ ...login, password: text }),
};

describe.each(Object.entries(fields))("%s", (_field, parse) => {
  test.each(["\u{1f1e6}", "a", "\u0301", "\ufdfa", "\u200d"])(
    "R10: 60 KB of %j end at the length check: no pattern and no normalisation sees them",
    (character) => {
      const text = character.repeat(60_000 / character.length);
      const exec = vi.spyOn(RegExp.prototype, "exec");
      const normalize = vi.spyOn(String.prototype, "normalize");
      const result = parse(text);
      const seen = [...exec.mock.calls.map(([part]) => part), ...normalize.mock.contexts.map(String)];
      vi.restoreAllMocks();
      expect(seen).not.toContain(text);
      expect(result.error?.issues).toHaveLength(1);
    },
  );
});

describe("a username", () => {
  test.each(["trail ", " trail", "\ttrail\u00a0"])("R17: %j is registered without the spaces around it", (typed) => {
    expect(usernameSchema.parse(typed)).toBe("trail");
  });

  test("R17: reaches a login as it was typed", () => {
    expect(loginInput.parse({ ...login, username: "me@me.com " }).username).toBe("me@me.com ");
  });

  test("R10: that grows beyond 150 code points by NFKC is refused for its length alone", () => {
    const result = usernameSchema.safeParse("\ufdfa".repeat(150));
    expect(result.error?.issues).toMatchObject([{ params: { rule: "too_long" } }]);
  });

  test.each(["می\u200cخواهم", "a\u200e", "so\u00adft", "क्\u200dष"])("R16: %j stays refused", (name) => {
    expect(usernameSchema.safeParse(name).success).toBe(false);
    expect(loginInput.safeParse({ ...login, username: name }).success).toBe(false);
  });
});

describe("a name", () => {
  test.each(["علی\u200cرضا", "क्\u200dष", "Ada\u200e"])("R16: may be %j", (name) => {
    expect(updateAccountInput.parse({ firstName: name })).toEqual({ firstName: name });
  });

  test.each(["\u200e", " \u00ad ", "\u061c"])("R16: that is %j alone is none", (name) => {
    expect(updateAccountInput.safeParse({ firstName: name }).error?.issues).toMatchObject([
      { message: "Enter your first name." },
    ]);
  });
});

test("R16: a bio and the label of a device may hold what a script or an emoji needs", () => {
  expect(bioSchema.parse("می\u200cخواهم\n🤷🏽\u200d♂")).toBe("می\u200cخواهم\n🤷🏽\u200d♂");
  expect(deviceSchema.parse("گوشی\u200cمن")).toBe("گوشی\u200cمن");
});

describe("an e-mail address", () => {
  test.each(["", "ada@example.com", "ada.lovelace+games@mail.example.com", "ada@localhost", "ünal@ünal.example"])(
    "may be %j",
    (email) => {
      expect(emailSchema.parse(email)).toBe(email);
    },
  );

  test.each([
    ...[...`,;:<>()[]\\"`].map((sign) => `x${sign}admin@corp.example`),
    "ada@example.com,x",
    '"ada"@example.com',
    "Ada <ada@example.com>",
    "ada@[127.0.0.1]",
    ".ada@example.com",
    "ada.@example.com",
    "ada@.example.com",
    "ada@example.com.",
    "ada@example.com@example.com",
    "ada",
    "@example.com",
    "a\u200e@example.com",
  ])("is never %j, which a mail header reads otherwise", (email) => {
    expect(emailSchema.safeParse(email).success).toBe(false);
  });
});
