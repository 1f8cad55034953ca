/** A statement that is always the same but for the values of `$1`, `$2`, …. */
export type Statement<Row> = (values: unknown[]) => Promise<Row[]>;
