import { z } from "zod";
import { freshly } from "./factors.ts";
import { Id, Name, Time } from "./ids.ts";

export const StartLink = z
  .strictObject({
    kind: z.enum(["person", "chat"]).optional().meta({
      description:
        "`person` (where it is left out): your own Telegram account. `chat`: a group or a topic, by an owner or admin",
    }),
    ...freshly,
  })
  .meta({ id: "StartLink" });

export const LinkStarted = z
  .object({
    id: Id,
    kind: z.enum(["person", "chat"]),
    code: z.string().meta({ description: "Works once, for ten minutes" }),
    say: z.string().meta({ description: "What to write to the bot, in the chat that is to be linked" }),
    link: z
      .string()
      .nullable()
      .meta({ description: "Opens Telegram and says it; null while the bot's name is not known" }),
    expires_at: Time,
  })
  .meta({ id: "LinkStarted" });
export type LinkStarted = z.infer<typeof LinkStarted>;

export const LinkStatus = z
  .object({
    id: Id,
    kind: z.enum(["person", "chat"]),
    status: z.enum(["waiting", "found", "linked", "refused", "taken", "expired"]).meta({
      description:
        "`found`: the code has come to the bot, and both sides must confirm; `taken`: that Telegram account is somebody else's here",
    }),
    found: z
      .object({ telegram_id: z.string(), name: z.string(), place: z.string(), title: z.string().nullable() })
      .nullable()
      .meta({ description: "Who sent the code, and where" }),
    confirmed_in_chat: z.boolean(),
    confirmed_here: z.boolean(),
    expires_at: Time,
  })
  .meta({ id: "LinkStatus" });
export type LinkStatus = z.infer<typeof LinkStatus>;

export const LinkedIdentities = z
  .object({
    identities: z.array(z.object({ telegram_id: z.string(), name: z.string().nullable(), linked_at: Time })),
  })
  .meta({ id: "LinkedIdentities" });
export type LinkedIdentities = z.infer<typeof LinkedIdentities>;

export const LinkEnded = z.object({ message: z.literal("Unlinked successfully") }).meta({ id: "LinkEnded" });

export const ResponderList = z
  .object({
    responders: z.array(
      z.object({
        name: z.string().meta({ description: "By which a session names him" }),
        user_id: Id.nullable(),
        identities: z.array(z.object({ channel: z.string(), name: z.string().nullable(), linked_at: Time })),
      }),
    ),
  })
  .meta({ id: "ResponderList" });
export type ResponderList = z.infer<typeof ResponderList>;

export const LinkedChats = z
  .object({
    chats: z.array(
      z.object({
        id: Id,
        channel: z.string(),
        place: z.string().meta({ description: "`<chat_id>` or `<chat_id>/<topic_id>`" }),
        title: z.string().nullable(),
        linked_at: Time,
      }),
    ),
  })
  .meta({ id: "LinkedChats" });
export type LinkedChats = z.infer<typeof LinkedChats>;

export const ResponderGroup = z
  .strictObject({
    name: Name,
    responders: z.array(Name).min(1).max(50).meta({ description: "Names of responders; a session says `group:NAME`" }),
  })
  .meta({ id: "ResponderGroup" });
export type ResponderGroup = z.infer<typeof ResponderGroup>;

export const ResponderGroupList = z.object({ groups: z.array(ResponderGroup) }).meta({ id: "ResponderGroupList" });

export const ResponderGroupDeleted = z
  .object({ message: z.literal("Group deleted successfully") })
  .meta({ id: "ResponderGroupDeleted" });
