import { defineEntity, p } from "@mikro-orm/core";

const SettingSchema = defineEntity({
  name: "Setting",
  tableName: "settings",
  properties: {
    name: p.string().length(40).primary(),
    value: p.text().hidden(),
  },
});

/** A value that all replicas share and that no variable sets. */
export class Setting extends SettingSchema.class {}
SettingSchema.setClass(Setting);
