// The types that the double is held to, by two authors: what it emits against @grammyjs/types, what it receives
// against @gramio/types. scripts/schemas.ts turns them into generated/*.json.
import type { CallbackQuery, InaccessibleMessage, Message, Update } from "@grammyjs/types";
import type {
  AnswerCallbackQueryParams,
  DeleteMessageParams,
  DeleteMyCommandsParams,
  DeleteWebhookParams,
  EditMessageReplyMarkupParams,
  EditMessageTextParams,
  GetChatParams,
  GetMyCommandsParams,
  GetUpdatesParams,
  SendChatActionParams,
  SendMessageParams,
  SetMyCommandsParams,
  SetWebhookParams,
} from "@gramio/types/params";

/** What the double emits, by kind. Kinds and fields are picked from grammY's own: anything else is a violation. */
export type EmittedUpdates = {
  message: Emitted<Update.NonChannel>;
  edited_message: Emitted<Update.NonChannel & Update.Edited>;
  business_message: Emitted<Update.Private>;
  edited_business_message: Emitted<Update.Private & Update.Edited>;
  callback_query: Omit<CallbackQuery, "message"> & {
    message: Emitted<unknown> | Pick<InaccessibleMessage, "chat" | "message_id" | "date">;
  };
  my_chat_member: NonNullable<Update["my_chat_member"]>;
};

// The whole of Message takes ajv two seconds to compile, in every process; these fields take a tenth of one.
type Emitted<Narrowed> = Omit<Pick<Message, EmittedField>, keyof Narrowed> &
  Narrowed & { reply_to_message?: Pick<Message, EmittedField> };

type EmittedField =
  | "message_id"
  | "message_thread_id"
  | "is_topic_message"
  | "from"
  | "sender_chat"
  | "chat"
  | "date"
  | "edit_date"
  | "business_connection_id"
  | "forward_origin"
  | "via_bot"
  | "text"
  | "entities"
  | "reply_markup"
  | "new_chat_members"
  | "migrate_to_chat_id"
  | "migrate_from_chat_id"
  | "forum_topic_created";

type Nothing = Record<string, never>;

export type ReceivedRequests = {
  getUpdates: GetUpdatesParams;
  setWebhook: SetWebhookParams;
  deleteWebhook: DeleteWebhookParams;
  getWebhookInfo: Nothing;
  getMe: Nothing;
  getChat: GetChatParams;
  sendMessage: Omit<SendMessageParams, "text"> & { text: string };
  editMessageText: Omit<EditMessageTextParams, "text"> & { text?: string };
  editMessageReplyMarkup: EditMessageReplyMarkupParams;
  deleteMessage: DeleteMessageParams;
  answerCallbackQuery: Omit<AnswerCallbackQueryParams, "text"> & { text?: string };
  sendChatAction: SendChatActionParams;
  setMyCommands: SetMyCommandsParams;
  getMyCommands: GetMyCommandsParams;
  deleteMyCommands: DeleteMyCommandsParams;
};
