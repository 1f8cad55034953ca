import { Imported } from "./20261122_imported.ts";
import { Initial } from "./20261122_initial.ts";
import { Throttle } from "./20261122_throttle.ts";
import { Forget } from "./20261124_forget.ts";

/** In the order in which they run. The name is what the database remembers: never change one that was released. */
export const migrations = [
  { name: "20261122_initial", class: Initial },
  { name: "20261122_throttle", class: Throttle },
  { name: "20261122_imported", class: Imported },
  { name: "20261124_forget", class: Forget },
];
