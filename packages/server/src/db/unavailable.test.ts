import { expect, test } from "vitest";
import { isDatabaseUnavailable } from "./unavailable.ts";

const failure = (code: string) => new Error("wrapped", { cause: Object.assign(new Error("no"), { code }) });

test.each([
  ...["28000", "28P01", "3D000", "55000", "55P03", "57P01", "53100", "58030", "25006", "25P03", "40001", "40P01"],
  ...["ECONNREFUSED", "CERT_HAS_EXPIRED", "SELF_SIGNED_CERT_IN_CHAIN"],
])("R24: %s says that the database cannot serve now", (code) => {
  expect(isDatabaseUnavailable(failure(code))).toBe(true);
});

test.each(["23505", "22P02", "42703", "42501", "40002", "25P02", "XX000", "ERR_INVALID_ARG_TYPE"])(
  "%s says that the code is wrong",
  (code) => {
    expect(isDatabaseUnavailable(failure(code))).toBe(false);
  },
);
