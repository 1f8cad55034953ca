import { Imported } from "./import/20261128_imported.ts";
import { ImportedGamer, ImportedToken, ImportedUser } from "./import/imported.entity.ts";

/** What an import remembers. */
export const djangoEntities = [ImportedUser, ImportedGamer, ImportedToken] as const;

export const djangoMigrations = [{ name: "20261128_imported", class: Imported }];
