import { expect, test } from "vitest";
import { loginPath, safeNext } from "./next-path.ts";

const origin = "https://levelup.example";

test.each(["/profile", "/devices?a=1#b", "/unknown"])("accepts %s, a path of this origin", (next) => {
  expect(safeNext(next, origin)).toBe(next);
});

test.each([
  null,
  "",
  "profile",
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/.//evil.example",
  "/\t/evil.example",
  "javascript:alert(1)",
  "/login?next=/login",
  "/logout",
])("goes home instead of to %s", (next) => {
  expect(safeNext(next, origin)).toBe("/");
});

test("the login path carries path, query and hash of the place", () => {
  expect(loginPath({ pathname: "/devices", search: "?a=1", hash: "#b" })).toBe("/login?next=%2Fdevices%3Fa%3D1%23b");
  expect(loginPath({ pathname: "/", search: "", hash: "" })).toBe("/login");
});
