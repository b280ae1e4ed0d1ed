import { accountsMigration } from "./access/accounts/migration.ts";
import { factorsMigration } from "./access/factors/migration.ts";
import { browsersMigration } from "./access/browsers/migration.ts";
import { apiKeysMigration } from "./access/api-keys/migration.ts";
import { linksMigration } from "./access/links/migration.ts";
import { membersMigration } from "./access/members/migration.ts";
import { oauthMigration } from "./access/oauth/migration.ts";
import { accessMigration } from "./access/migration.ts";
import { mcpMigration } from "./agents/mcp/migration.ts";
import { webhooksMigrations } from "./agents/webhooks/migration.ts";
import { telegramMigrations } from "./channels/telegram/migration.ts";
import { keysLastMigrations } from "./db/keys-last.ts";
import { leasesMigration } from "./db/migration.ts";
import { jobsMigration } from "./jobs/migration.ts";
import { storeMigrations } from "./store/migration.ts";

/** Every step of the schema, in the order in which they are run. */
export const MIGRATIONS = [
  leasesMigration,
  jobsMigration,
  ...storeMigrations,
  accessMigration,
  ...telegramMigrations,
  ...webhooksMigrations,
  mcpMigration,
  accountsMigration,
  apiKeysMigration,
  linksMigration,
  membersMigration,
  oauthMigration,
  factorsMigration,
  browsersMigration,
  ...keysLastMigrations,
];
