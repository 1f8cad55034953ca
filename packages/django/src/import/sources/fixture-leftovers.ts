import { describePackages } from "../known-packages.ts";
import { type DjangoNames, type Kind, kinds, type Leftovers } from "../source.ts";
import { columnsOf } from "./table-plan.ts";

type Seen = { model: string; kind: Kind | undefined; fields: Record<string, unknown> };

/** Collects what fixtures hold beside what is imported. */
export function collectLeftovers(names: DjangoNames): { add(object: Seen): void; leftovers(): Leftovers } {
  const found = new Set<Kind>();
  const ignoredFields: Record<Kind, Set<string>> = {
    users: new Set(),
    gamers: new Set(),
    tokens: new Set(),
    emails: new Set(),
  };
  const otherModels = new Map<string, number>();

  function isRead(kind: Kind, field: string): boolean {
    const { required, optional } = columnsOf(kind, names.usernameColumn);
    return field === "user" || required.includes(field) || optional.includes(field);
  }

  return {
    add({ model, kind, fields }) {
      if (kind === undefined) {
        otherModels.set(model, (otherModels.get(model) ?? 0) + 1);
        return;
      }
      found.add(kind);
      for (const [field, value] of Object.entries(fields)) {
        if (!ignoredFields[kind].has(field) && !isEmpty(value) && !isRead(kind, field)) ignoredFields[kind].add(field);
      }
    },
    leftovers() {
      const models = [...otherModels].map(([model, count]) => `${model} (${count})`);
      return {
        absent: kinds
          .filter((kind) => names.models[kind] !== undefined && !found.has(kind))
          .map((kind) => `${kind}: the fixtures have no object of the model ${names.models[kind]}.`),
        leftAlone: [
          ...kinds
            .filter((kind) => ignoredFields[kind].size > 0)
            .map((kind) => `fields of ${names.models[kind]}: ${[...ignoredFields[kind]].join(", ")}`),
          ...(models.length === 0 ? [] : [`models: ${models.join(", ")}`]),
        ],
        // The name that Django gives to the table of a model.
        packages: describePackages([...otherModels.keys()].map((model) => model.replace(".", "_"))),
      };
    },
  };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
