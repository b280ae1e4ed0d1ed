import type { Texts } from "../index.ts";

export const join: Texts["join"] = {
  joined: (username, role, tenant, host) => `„${username}“ ist „${tenant}“ bei ${host} beigetreten, als ${role}.`,
};
