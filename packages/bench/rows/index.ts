import { authenticated } from "./authenticated.ts";
import { logins } from "./logins.ts";
import { memory } from "./memory.ts";
import { register } from "./register.ts";
import type { Row } from "./row.ts";
import { size } from "./size.ts";
import { start } from "./start.ts";
import { steady } from "./steady.ts";

/** Every measurement, in the order of the table. */
export const rows: readonly Row[] = [authenticated, logins, steady, register, size, memory, start];
