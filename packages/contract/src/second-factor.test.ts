import { expect, test } from "vitest";
import { recoveryCodeSchema, totpCodeSchema } from "./second-factor.ts";

test.each(["123456", " 123 456 ", "123-456", "１２３４５６", "12 34 56"])("M15: %j is the code 123456", (typed) => {
  expect(totpCodeSchema.parse(typed)).toBe("123456");
});

test.each(["", "12345", "1234567", "abcdef", "12345a", "١٢٣٤٥٦", "1".repeat(1_000_000), null, 123456])(
  "M15: a text that is none is refused: %j",
  (typed) => {
    expect(totpCodeSchema.safeParse(typed).success).toBe(false);
  },
);

test.each(["0123AB-CDEFGH-JKMNPQ-RSTV10", "o123ab cdefgh jkmnpq rstvL0", "OI23ABCDEFGHJKMNPQRSTVi0"])(
  "M8: M15: %j is a recovery code, in which O is 0, and I and L are 1",
  (typed) => {
    expect(recoveryCodeSchema.parse(typed)).toBe("0123ABCDEFGHJKMNPQRSTV10");
  },
);

test.each(["", "0".repeat(23), "0".repeat(25), "U".repeat(24), "A".repeat(1_000_000), null])(
  "M15: %j is no recovery code",
  (typed) => {
    expect(recoveryCodeSchema.safeParse(typed).success).toBe(false);
  },
);
