import type { Calls } from "./calls.ts";
import { createPathProxy } from "./path-proxy.ts";
import type { CallOptions } from "./router.ts";

/** Each procedure of the router by its path, called by `query` or `mutate`. */
export function createApi<Shape>({ call }: Calls): Shape {
  return createPathProxy((path, input, options) => {
    const name = path.slice(0, -1).join(".");
    const { signal } = (options ?? {}) as CallOptions;
    switch (path.at(-1)) {
      case "query":
        return call("query", name, input, signal);
      case "mutate":
        return call("mutation", name, input, signal);
      default:
        // toString and the like, which debuggers call.
        return name;
    }
  });
}
