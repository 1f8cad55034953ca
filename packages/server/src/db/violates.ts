import { ConstraintViolationException } from "@mikro-orm/core";

/** Whether an error is a violation of this constraint or unique index. */
export function violates(error: unknown, constraint: string): error is ConstraintViolationException {
  // MikroORM copies the fields of the driver's error, which its type does not show.
  return error instanceof ConstraintViolationException && "constraint" in error && error.constraint === constraint;
}
