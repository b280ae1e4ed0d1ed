import { textsFor } from "@loopgate/server/texts";

/** Every sentence that the command says. */
export const texts = textsFor("en");
