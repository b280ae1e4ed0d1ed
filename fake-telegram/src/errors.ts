/** What a caller should make of a refusal. */
export type ErrorClass =
  | "retry" // later, the same request
  | "conflict" // somebody else receives this bot's updates
  | "moved" // the chat has another id now
  | "gone" // this chat can't be reached any more
  | "unchanged" // it already is as asked
  | "lost" // the message is no longer there to be changed
  | "ignore" // the press is too old to be answered
  | "reject" // the request is wrong and stays wrong
  | "fatal"; // the token is wrong

type Entry = {
  readonly code: number;
  readonly description: string;
  readonly class: ErrorClass;
  readonly source: string;
};

// Where a description stands in github.com/tdlib/telegram-bot-api (Client.cpp and its neighbours) or in
// github.com/tdlib/td, which it is built on; "server": answered by Telegram itself and passed on unchanged;
// "double": our own, for what this double refuses to pretend.
const failQuery = "Client.cpp fail_query_with_error";
const access = "Client.cpp check_chat_access";
const html = "td MessageEntity.cpp parse_html";
const webhook = "Client.cpp do_set_webhook";
const keyboard = "Client.cpp get_inline_keyboard_button";
const entities = "Bad Request: can't parse entities: ";

/** Every refusal this double can make; `{name}` stands for a value. Nothing else in the package writes a description. */
export const errorCatalogue = {
  unauthorized: entry(401, "Unauthorized", "fatal", "Client.cpp get_closing_error"),
  invalidToken: entry(401, "Unauthorized: invalid token specified", "fatal", "ClientManager.cpp send"),
  notFound: entry(404, "Not Found", "fatal", "HttpServer.h"),
  methodNotFound: entry(404, "Not Found: method not found", "fatal", "Client.cpp on_cmd"),
  notImplemented: entry(501, "Not Implemented: this double does not serve {method}", "reject", "double"),
  parseModeNotImplemented: entry(501, "Not Implemented: this double parses HTML only", "reject", "double"),
  unsupportedContentType: entry(501, "Not Implemented: this double takes no {type} body", "reject", "double"),
  badJson: entry(400, "Bad Request: object expected as a JSON body", "reject", "double"),

  tooManyRequests: entry(429, "Too Many Requests: retry after {seconds}", "retry", "Query.cpp set_retry_after_error"),
  webhookActive: entry(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    "conflict",
    "Client.cpp process_get_updates_query",
  ),
  otherGetUpdates: entry(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    "conflict",
    "Client.cpp abort_long_poll",
  ),
  terminatedBySetWebhook: entry(
    409,
    "Conflict: terminated by setWebhook request",
    "conflict",
    "Client.cpp abort_long_poll",
  ),

  webhookUrlInvalid: entry(400, "Bad Request: invalid webhook URL specified", "reject", webhook),
  webhookNotHttps: entry(
    400,
    "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    "reject",
    "WebhookActor.cpp start_up",
  ),
  webhookPort: entry(
    400,
    "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    "reject",
    "WebhookActor.cpp start_up",
  ),
  secretTooLong: entry(400, "Bad Request: secret token is too long", "reject", webhook),
  secretCharacters: entry(400, "Bad Request: secret token contains unallowed characters", "reject", webhook),

  chatIdEmpty: entry(400, "Bad Request: chat_id is empty", "reject", "Client.cpp check_chat"),
  chatNotFound: entry(400, "Bad Request: chat not found", "gone", "Client.cpp TdOnCheckChatCallback"),
  userDeactivated: entry(403, "Forbidden: user is deactivated", "gone", access),
  blockedByUser: entry(403, "Forbidden: bot was blocked by the user", "gone", `${failQuery} USER_IS_BLOCKED`),
  neverStarted: entry(403, "Forbidden: bot can't initiate conversation with a user", "gone", "server"),
  kickedFromGroup: entry(403, "Forbidden: bot was kicked from the group chat", "gone", access),
  kickedFromSupergroup: entry(403, "Forbidden: bot was kicked from the supergroup chat", "gone", access),
  notMemberOfGroup: entry(403, "Forbidden: bot is not a member of the group chat", "gone", access),
  notMemberOfSupergroup: entry(403, "Forbidden: bot is not a member of the supergroup chat", "gone", access),
  groupDeleted: entry(403, "Forbidden: the group chat was deleted", "gone", access),
  groupUpgraded: entry(400, "Bad Request: group chat was upgraded to a supergroup chat", "moved", access),

  threadNotFound: entry(
    400,
    "Bad Request: message thread not found",
    "reject",
    "Client.cpp TdOnCheckMessageThreadCallback",
  ),
  replyNotFound: entry(
    400,
    "Bad Request: message to be replied not found",
    "reject",
    "Client.cpp check_reply_parameters",
  ),
  replyParametersNotObject: entry(
    400,
    "Bad Request: object expected as reply parameters",
    "reject",
    "Client.cpp get_reply_parameters",
  ),

  textEmpty: entry(400, "Bad Request: message text is empty", "reject", "Client.cpp get_input_message_text"),
  textNothingLeft: entry(400, "Bad Request: text must be non-empty", "reject", "td MessageEntity.cpp"),
  textTooLong: entry(400, "Bad Request: message is too long", "reject", "td MessageContent.cpp"),
  parseModeUnsupported: entry(400, "Bad Request: unsupported parse_mode", "reject", "Client.cpp get_formatted_text"),

  htmlUnclosedStart: entry(400, `${entities}Unclosed start tag at byte offset {offset}`, "reject", html),
  htmlUnclosedNamedStart: entry(400, `${entities}Unclosed start tag "{tag}" at byte offset {offset}`, "reject", html),
  htmlUnsupportedTag: entry(400, `${entities}Unsupported start tag "{tag}" at byte offset {offset}`, "reject", html),
  htmlEmptyAttribute: entry(
    400,
    `${entities}Empty attribute name in the tag "{tag}" at byte offset {offset}`,
    "reject",
    html,
  ),
  htmlNoEqualSign: entry(
    400,
    `${entities}Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {offset}`,
    "reject",
    html,
  ),
  htmlNameToken: entry(400, `${entities}Unexpected end of name token at byte offset {offset}`, "reject", html),
  htmlSpanClass: entry(
    400,
    `${entities}Tag "span" must have class "tg-spoiler" at byte offset {offset}`,
    "reject",
    html,
  ),
  htmlTime: entry(
    400,
    `${entities}Invalid Unix time specified in the tag "tg-time"`,
    "reject",
    `${html} (wording ours)`,
  ),
  htmlTimeFormat: entry(400, `${entities}Invalid date time format specified`, "reject", `${html} (wording ours)`),
  htmlEmoji: entry(400, `${entities}Invalid custom emoji identifier specified`, "reject", html),
  htmlUnexpectedEnd: entry(400, `${entities}Unexpected end tag at byte offset {offset}`, "reject", html),
  htmlUnclosedEnd: entry(400, `${entities}Unclosed end tag at byte offset {offset}`, "reject", html),
  htmlUnmatchedEnd: entry(
    400,
    `${entities}Unmatched end tag at byte offset {offset}, expected "</{expected}>", found "</{found}>"`,
    "reject",
    html,
  ),
  htmlNoEnd: entry(400, `${entities}Can't find end tag corresponding to start tag "{tag}"`, "reject", html),
  htmlSurrogate: entry(
    400,
    `${entities}Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units`,
    "reject",
    html,
  ),

  markupNotJson: entry(
    400,
    "Bad Request: can't parse reply keyboard markup JSON object",
    "reject",
    "Client.cpp get_reply_markup",
  ),
  markupNotObject: entry(400, "Bad Request: object expected as reply markup", "reject", "Client.cpp get_reply_markup"),
  keyboardNotRows: entry(
    400,
    'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    "reject",
    "Client.cpp get_reply_markup",
  ),
  buttonNotObject: entry(
    400,
    "Bad Request: can't parse inline keyboard button: InlineKeyboardButton must be an Object",
    "reject",
    keyboard,
  ),
  buttonWithoutText: entry(
    400,
    "Bad Request: can't parse inline keyboard button: Can't find field \"text\"",
    "reject",
    keyboard,
  ),
  buttonWithoutAction: entry(
    400,
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    "reject",
    keyboard,
  ),
  buttonTextEmpty: entry(
    400,
    "Bad Request: inline keyboard button text must be non-empty",
    "reject",
    "td ReplyMarkup.cpp get_inline_keyboard_button",
  ),
  // The server silently takes the first kind that it knows; the documentation demands exactly one, and so do we.
  buttonTwoActions: entry(
    400,
    "Bad Request: can't parse inline keyboard button: exactly one action must be specified",
    "reject",
    "double",
  ),
  buttonUrl: entry(
    400,
    "Bad Request: inline keyboard button URL '{url}' is invalid: {reason}",
    "reject",
    "td LinkManager.cpp check_link",
  ),
  buttonData: entry(400, "Bad Request: BUTTON_DATA_INVALID", "reject", "server"),
  buttonCopyText: entry(400, "Bad Request: BUTTON_COPY_TEXT_INVALID", "reject", "server"),
  buttonType: entry(400, "Bad Request: BUTTON_TYPE_INVALID", "reject", "server"),
  markupTooLong: entry(400, "Bad Request: reply markup is too long", "reject", `${failQuery} REPLY_MARKUP_TOO_LONG`),
  inlineExpected: entry(400, "Bad Request: inline keyboard expected", "reject", "td ReplyMarkup.cpp get_reply_markup"),

  notModified: entry(
    400,
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    "unchanged",
    `${failQuery} MESSAGE_NOT_MODIFIED`,
  ),
  editNotFound: entry(400, "Bad Request: message to edit not found", "lost", "Client.cpp check_message"),
  cantEdit: entry(400, "Bad Request: message can't be edited", "lost", "td MessagesManager.cpp edit_message_text"),
  deleteNotFound: entry(400, "Bad Request: message to delete not found", "lost", "Client.cpp check_message"),
  cantDelete: entry(400, "Bad Request: message can't be deleted", "reject", `${failQuery} MESSAGE_DELETE_FORBIDDEN`),
  cantDeleteForEveryone: entry(
    400,
    "Bad Request: message can't be deleted for everyone",
    "reject",
    "Client.cpp process_delete_message_query",
  ),
  messageIdMissing: entry(
    400,
    "Bad Request: message identifier is not specified",
    "reject",
    "Client.cpp get_inline_message_id",
  ),

  queryTooOld: entry(
    400,
    "Bad Request: query is too old and response timeout expired or query ID is invalid",
    "ignore",
    `${failQuery} QUERY_ID_INVALID`,
  ),
  answerTooLong: entry(400, "Bad Request: MESSAGE_TOO_LONG", "reject", "server"),
  commandInvalid: entry(400, "Bad Request: BOT_COMMAND_INVALID", "reject", "server"),
  commandDescriptionInvalid: entry(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID", "reject", "server"),
  commandsTooMany: entry(400, "Bad Request: BOT_COMMANDS_TOO_MUCH", "reject", "server"),
  chatActionInvalid: entry(
    400,
    "Bad Request: wrong parameter action in request",
    "reject",
    "Client.cpp process_send_chat_action_query",
  ),
} as const satisfies Record<string, Entry>;

export type ErrorKey = keyof typeof errorCatalogue;

/** A refusal on its way to the caller: the only road by which a description leaves this package. */
export class Refusal extends Error {
  readonly key: ErrorKey;
  readonly code: number;
  readonly parameters: { retry_after?: number; migrate_to_chat_id?: number } | undefined;

  constructor(key: ErrorKey, values: Record<string, string | number> = {}, parameters?: Refusal["parameters"]) {
    super(errorCatalogue[key].description.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])));
    this.name = "Refusal";
    this.key = key;
    this.code = errorCatalogue[key].code;
    this.parameters = parameters;
  }
}

/** The catalogue's key for a description as received, or undefined where the catalogue has none such. */
export function errorKeyOf(description: string): ErrorKey | undefined {
  const keys = Object.keys(errorCatalogue) as ErrorKey[];
  return keys.find((key) => patternOf(errorCatalogue[key].description).test(description));
}

function patternOf(description: string): RegExp {
  const literal = description.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replace(/\{\w+\}/g, ".*")}$`, "s");
}

function entry(code: number, description: string, kind: ErrorClass, source: string): Entry {
  return { code, description, class: kind, source };
}
