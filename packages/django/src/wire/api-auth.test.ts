import fc from "fast-check";
import { expect, test } from "vitest";
import { ownPath } from "./api-auth.ts";

test.each(["/", "/devices", "/a?b=//c#d", "/login?next=/x", "/ü", "/a/../b"])(
  "A11: %s is a path of this origin",
  (next) => {
    expect(ownPath(next)).toBe(new URL(next, "http://here").href.slice("http://here".length));
  },
);

test.each([
  "https://evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "evil.example",
  "",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/\u0000/evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  "/%2Fevil.example",
  "/%5cevil.example",
  ["/a", "//evil.example"],
  undefined,
])("A11: %j is not", (next) => {
  expect(ownPath(next)).toBeNull();
});

test("A11: whatever comes out stays on its origin, also decoded once more", () => {
  const parts = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "%2f",
    "%5C",
    "%2e",
    "\t",
    "\r",
    ":",
    "@",
    "evil.example",
    "?",
    "#",
    " ",
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 8 }), (path) => {
      const next = ownPath(`/${path.join("")}`);
      if (next === null) return;
      for (const spelling of [next, decodeURIComponent(next)]) {
        expect(new URL(spelling, "https://levelup.example/login").origin).toBe("https://levelup.example");
      }
    }),
    { numRuns: 3000 },
  );
});
